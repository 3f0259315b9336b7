/** What is looked at: for each check its name, where it is set in TWS and in IB Gateway, and what is done about it. */

export interface CheckEntry {
  readonly title: string;
  /** Menu paths. */
  readonly tws: string;
  readonly gateway: string;
  readonly remedy: string;
}

const TWS_API = 'File › Global Configuration › API › Settings';
const GATEWAY_API = 'Configure › Settings › API › Settings';
const api = (box: string) => ({ tws: `${TWS_API} › ${box}`, gateway: `${GATEWAY_API} › ${box}` });
const SUBSCRIPTIONS =
  'Client Portal › Settings › Market Data Subscriptions; Account menu › Market Data Subscriber Status';
const PERMISSIONS = 'Client Portal › Settings › Trading Permissions';
const both = (path: string) => ({ tws: path, gateway: path });

export const catalogue = {
  socket: {
    title: 'socket',
    tws: `${TWS_API} › "Enable ActiveX and Socket Clients" and "Socket port"`,
    gateway: `${GATEWAY_API} › "Socket port" (socket clients are always enabled)`,
    remedy:
      'Start TWS or IB Gateway and log in, enable socket clients, and name its port: TWS 7496 live and 7497 paper, IB Gateway 4001 and 4002.',
  },
  trusted: {
    title: 'trusted address',
    ...api('"Trusted IPs" and "Allow connections from localhost only"'),
    remedy:
      'Add the address of this machine to the trusted IPs (127.0.0.1 when both run here), take "Allow connections from localhost only" off when they do not, and answer the question that may stand on its screen.',
  },
  handshake: {
    title: 'handshake',
    tws: 'Help › About Trader Workstation',
    gateway: 'Help › About IB Gateway',
    remedy:
      'Wait until the login is complete, look whether this is its API port, and install a current stable version.',
  },
  clientId: {
    title: 'client id',
    tws: 'the API tab of the status window (Data)',
    gateway: 'the API Client tab of the main window',
    remedy: 'Stop the other client, or name another id with --client-id; a desk keeps its own for ever.',
  },
  brokerLine: {
    title: 'line to the broker',
    tws: 'the Data button of the title bar',
    gateway: 'the main window, Connection Status',
    remedy:
      'Wait: it restores itself. When it stays so, look at the network, and at the system status page of Interactive Brokers.',
  },
  account: {
    title: 'account',
    tws: 'the account number in the title bar',
    gateway: 'the account number in the title bar',
    remedy:
      'Log in with the user of the account (Live or Paper at the login), or name its account in the desk document.',
  },
  clock: {
    title: 'clock',
    ...both('the date and time settings of this machine and of the one that TWS or IB Gateway runs on'),
    remedy: 'Let both machines be set by network time (NTP).',
  },
  readOnly: {
    title: 'orders allowed',
    ...api('"Read-Only API"'),
    remedy: 'Take the check mark off.',
  },
  precautions: {
    title: 'precautions',
    tws: 'File › Global Configuration › API › Precautions, and Presets › Stocks › Precautionary Settings',
    gateway: 'Configure › Settings › API › Precautions, and Presets › Stocks › Precautionary Settings',
    remedy:
      'Make size limit, total value limit and percentage large enough for the desk; leave "Bypass Order Precautions for API Orders" off unless the limits of the desk are all you want.',
  },
  margin: {
    title: 'margin',
    ...both('the Account window, Margin Requirements'),
    remedy: 'Make the orders of the desk smaller (risk: maxOrderQuantity, maxOrderNotional), or the account larger.',
  },
  marketData: {
    title: 'market data',
    ...both(SUBSCRIPTIONS),
    remedy:
      'Subscribe to the exchange of the symbol, share the subscriptions with the paper account, and end other sessions of the same user.',
  },
  history: {
    title: 'history',
    ...both(SUBSCRIPTIONS),
    remedy: 'Past bars need the same subscription as live data of that exchange.',
  },
  shortable: {
    title: 'shortable',
    tws: 'the column Shortable of a watchlist',
    gateway: 'Client Portal › Settings › Trading Permissions',
    remedy: `Leave the symbol out of rules that sell short, or ask whether the account may (${PERMISSIONS}, margin).`,
  },
  masterClient: {
    title: 'master client id',
    ...api('"Master API client ID"'),
    remedy: 'Leave it empty, or give it to a client that only listens: the master hears of the orders of everybody.',
  },
  autoRestart: {
    title: 'automatic restart',
    tws: 'File › Global Configuration › Lock and Exit › "Auto restart"',
    gateway: 'Configure › Settings › Lock and Exit › "Auto restart"',
    remedy: 'Choose "Auto restart" instead of "Auto logoff", at a time outside of the sessions.',
  },
} as const satisfies Record<string, CheckEntry>;

export type CheckName = keyof typeof catalogue;
export const checkNames = Object.keys(catalogue) as readonly CheckName[];
