/** A machine made for the tests of the drawings: nested, parallel, guarded, with all that a chart of ours may have. */
import { setup } from 'xstate';

export const lampMachine = setup({
  types: {
    events: {} as { readonly type: string },
    tags: {} as 'isOn' | 'isWarm' | 'isLocked',
  },
  guards: { hasPower: () => true, isDark: () => false },
  actions: { report: () => {}, light: () => {}, count: () => {} },
}).createMachine({
  id: 'lamp',
  description: 'A lamp with a lock.',
  type: 'parallel',
  on: {
    '*': { actions: 'report' },
    'power.lost': { description: 'It has a battery.' },
  },
  states: {
    light: {
      description: 'Whether it shines.',
      initial: 'off',
      on: { 'lamp.break': '.broken' },
      states: {
        off: {
          description: 'Dark.',
          on: {
            'lamp.on': [{ guard: 'hasPower', target: 'on', actions: ['report', 'count'] }, { target: 'broken' }],
            'lamp.off': { description: 'It is off.' },
          },
        },
        on: {
          description: 'It shines.',
          tags: ['isOn'],
          initial: 'cold',
          entry: ['light', 'report'],
          on: {
            'lamp.off': 'off',
            'lamp.*': { actions: 'count' },
            'room.changed': { guard: 'isDark', target: 'off' },
          },
          states: {
            cold: {
              description: 'Just lit.',
              on: {
                'time.passed': [{ guard: 'isDark', description: 'Too dark to warm.' }, { target: 'warm' }],
                'lamp.nudge': { target: 'cold', reenter: true },
                'room.changed': { guard: 'hasPower', target: 'warm' },
              },
            },
            warm: { description: 'Lit for long.', tags: ['isWarm'], exit: 'count' },
          },
        },
        broken: { description: 'For good.' },
      },
    },
    lock: {
      description: 'Whether the switch can be moved.',
      initial: 'open',
      states: {
        open: { description: 'It can.', on: { 'key.turned': 'locked' } },
        locked: { description: 'It can not.', tags: ['isLocked'], on: { 'key.turned': 'open' } },
      },
    },
  },
});
