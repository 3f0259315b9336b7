/**
 * How this process lets V8 keep its heap. V8 watches a few hundred objects of each kind while the code is young and may decide that all
 * of a kind live long; then it makes them where only the slow collector looks. Here nearly everything dies with its pass, and one wrong
 * guess, taken by chance, costs some hundred megabytes and a tenth of the speed for the rest of the run. So the guessing is left out.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
