/** Everything that the small charts answer, as tables that are read like a page. */
import { describe, expect, it } from 'vitest';
import { connection, desk, feed, holding, risk, rule, sheet } from '../support/sheets.ts';

describe('what each state answers to each event', () => {
  it.each([
    [
      'the desk',
      desk,
      `
           start     ready    drain     emergency  recover   stop     moved  quarantined  threw  stranger
starting   ·         running  draining  emergency  ·         stopped  ·      ·            ·      ?
running    ·         ·        draining  emergency  ·         stopped  ·      ·            ·      ?
draining   starting  ·        ·         emergency  ·         stopped  ·      ·            ·      ?
emergency  ·         ·        ·         ·          draining  stopped  ·      ·            ·      ?
stopped    starting  ·        ·         ·          ·         ·        ·      ·            ·      ?
`,
    ],
    [
      'a connection',
      connection,
      `
                      connect     opened       shaken       part  all    lost          degraded  restored     person                restart           close         stranger
disconnected          connecting  handshaking  ?            ·     ·      ·             ?         ?            ?                     ?                 ·             ?
connecting            ?           handshaking  ?            ·     ·      disconnected  ?         ?            awaitingSecondFactor  scheduledRestart  disconnected  ?
awaitingSecondFactor  ?           handshaking  ?            ·     ·      disconnected  ?         ?            ?                     ?                 disconnected  ?
handshaking           ?           ?            reconciling  ·     ·      disconnected  ?         ?            awaitingSecondFactor  scheduledRestart  disconnected  ?
reconciling           ?           ?            ?            ·     ready  disconnected  degraded  ?            awaitingSecondFactor  scheduledRestart  disconnected  ?
ready                 ?           ?            ?            ·     ·      disconnected  degraded  ?            awaitingSecondFactor  scheduledRestart  disconnected  ?
degraded              ?           ?            ?            ·     ·      disconnected  ·         reconciling  awaitingSecondFactor  scheduledRestart  disconnected  ?
scheduledRestart      connecting  handshaking  ?            ·     ·      ·             ?         ?            ?                     ?                 disconnected  ?
`,
    ],
    [
      'a source of signals',
      feed,
      `
         open     patient  answered  failed   silent  close   resumed  stranger
closed   unheard  unheard  ·         ·        ?       ·       ·        ?
unheard  !        !        live      failing  stale   closed  closed   ?
live     unheard  unheard  !         failing  stale   closed  closed   ?
failing  unheard  unheard  live      ·        stale   closed  closed   ?
stale    unheard  unheard  live      ·        ?       closed  closed   ?
`,
    ],
    [
      'the trading state',
      risk,
      `
          reduce    halt    resume  stranger
active    reducing  halted  ·       ?
reducing  ·         halted  active  ?
halted    ·         ·       active  ?
`,
    ],
    [
      'a rule that rests after a stop and acts twice at most',
      rule,
      `
           arm    disarm    match      taken  refused  stopped  won  rested  stranger
disarmed   armed  ·         !          ·      ·        ·        ·    ?       ?
armed      ·      disarmed  triggered  ?      ?        cooling  ·    ?       ?
triggered  ·      disarmed  !          armed  armed    cooling  ·    ?       ?
cooling    ·      disarmed  !          ·      ·        !        ·    armed   ?
exhausted  ·      disarmed  !          ·      ·        ·        ·    ?       ?
`,
    ],
    [
      'a holding, 40 ours where 40 are known',
      holding,
      `
             ours +40  ours -40  theirs +40  theirs -40  is 0      is 40     is 80     late     reconcile    stranger
unknown      doubtful  doubtful  doubtful    doubtful    inSync    doubtful  doubtful  ?        ?            ?
inSync       doubtful  doubtful  doubtful    doubtful    doubtful  ·         doubtful  ?        ?            ?
doubtful     ·         inSync    ·           inSync      !         ·         inSync    drifted  ?            ?
drifted      ·         inSync    ·           inSync      !         ·         inSync    ?        reconciling  ?
reconciling  ·         ·         ·           ·           drifted   inSync    drifted   ?        ?            ?
`,
    ],
  ])('%s', (_name, of, text) => {
    expect(sheet(of)).toBe(text.slice(1, -1));
  });
});
