/** Stocks and funds of the United States that the gateway knows by name. */

export interface KnownStock {
  readonly conId: number;
  readonly symbol: string;
  readonly primaryExch: 'NASDAQ' | 'NYSE' | 'ARCA' | 'BATS';
  readonly stockType: 'COMMON' | 'ETF';
  readonly longName: string;
  /** Below one dollar its prices are finer, as Regulation NMS (Rule 612) has it. */
  readonly isFineBelowOne?: true;
}

const stock = (conId: number, symbol: string, primaryExch: 'NASDAQ' | 'NYSE', longName: string): KnownStock => ({
  ...{ conId, symbol, primaryExch, longName },
  stockType: 'COMMON',
});
const fund = (conId: number, symbol: string, primaryExch: KnownStock['primaryExch'], longName: string): KnownStock => ({
  ...{ conId, symbol, primaryExch, longName },
  stockType: 'ETF',
});

/** The ids are stable here; they need not be those of Interactive Brokers. */
export const knownStocks: readonly KnownStock[] = [
  fund(756733, 'SPY', 'ARCA', 'SPDR S&P 500 ETF TRUST'),
  fund(320227571, 'QQQ', 'NASDAQ', 'INVESCO QQQ TRUST SERIES 1'),
  fund(9579970, 'IWM', 'ARCA', 'ISHARES RUSSELL 2000 ETF'),
  fund(73128548, 'DIA', 'ARCA', 'SPDR DJIA TRUST'),
  fund(51529211, 'GLD', 'ARCA', 'SPDR GOLD SHARES'),
  fund(15547841, 'TLT', 'NASDAQ', 'ISHARES 20+ YEAR TREASURY BD'),
  fund(4215220, 'XLF', 'ARCA', 'FINANCIAL SELECT SECTOR SPDR'),
  fund(4215230, 'XLK', 'ARCA', 'TECHNOLOGY SELECT SECT SPDR'),
  stock(265598, 'AAPL', 'NASDAQ', 'APPLE INC'),
  stock(272093, 'MSFT', 'NASDAQ', 'MICROSOFT CORP'),
  stock(3691937, 'AMZN', 'NASDAQ', 'AMAZON.COM INC'),
  stock(4815747, 'NVDA', 'NASDAQ', 'NVIDIA CORP'),
  stock(76792991, 'TSLA', 'NASDAQ', 'TESLA INC'),
  stock(107113386, 'META', 'NASDAQ', 'META PLATFORMS INC-CLASS A'),
  stock(208813719, 'GOOGL', 'NASDAQ', 'ALPHABET INC-CL A'),
  stock(208813720, 'GOOG', 'NASDAQ', 'ALPHABET INC-CL C'),
  stock(15124833, 'NFLX', 'NASDAQ', 'NETFLIX INC'),
  stock(4391, 'AMD', 'NASDAQ', 'ADVANCED MICRO DEVICES'),
  stock(270639, 'INTC', 'NASDAQ', 'INTEL CORP'),
  stock(268084, 'CSCO', 'NASDAQ', 'CISCO SYSTEMS INC'),
  stock(265768, 'ADBE', 'NASDAQ', 'ADOBE INC'),
  stock(273544, 'QCOM', 'NASDAQ', 'QUALCOMM INC'),
  stock(11017, 'PEP', 'NASDAQ', 'PEPSICO INC'),
  stock(8314, 'IBM', 'NYSE', 'INTL BUSINESS MACHINES CORP'),
  stock(7516, 'GE', 'NYSE', 'GENERAL ELECTRIC'),
  stock(272800, 'ORCL', 'NYSE', 'ORACLE CORP'),
  stock(1520593, 'JPM', 'NYSE', 'JPMORGAN CHASE & CO'),
  stock(10098, 'BAC', 'NYSE', 'BANK OF AMERICA CORP'),
  stock(87335484, 'C', 'NYSE', 'CITIGROUP INC'),
  stock(10375, 'WFC', 'NYSE', 'WELLS FARGO & CO'),
  stock(4627828, 'GS', 'NYSE', 'GOLDMAN SACHS GROUP INC'),
  stock(61319701, 'AIG', 'NYSE', 'AMERICAN INTERNATIONAL GROUP'),
  stock(13977, 'XOM', 'NYSE', 'EXXON MOBIL CORP'),
  stock(5684, 'CVX', 'NYSE', 'CHEVRON CORP'),
  stock(8894, 'KO', 'NYSE', 'COCA-COLA CO/THE'),
  stock(11442, 'PG', 'NYSE', 'PROCTER & GAMBLE CO/THE'),
  stock(13824, 'WMT', 'NYSE', 'WALMART INC'),
  stock(6459, 'DIS', 'NYSE', 'WALT DISNEY CO/THE'),
  stock(4762, 'BA', 'NYSE', 'BOEING CO/THE'),
  stock(5437, 'CAT', 'NYSE', 'CATERPILLAR INC'),
  stock(8719, 'JNJ', 'NYSE', 'JOHNSON & JOHNSON'),
  stock(11031, 'PFE', 'NYSE', 'PFIZER INC'),
  { ...stock(9599491, 'F', 'NYSE', 'FORD MOTOR CO'), isFineBelowOne: true },
  stock(49462172, 'V', 'NYSE', 'VISA INC-CLASS A SHARES'),
];
