/** Which events a rule waits for: types of the alphabet, or ancestors of types. */

/** One topic, or several of which each will do. */
export type Topics = string | readonly string[];

export const topicsOf = (when: Topics): readonly string[] => (typeof when === 'string' ? [when] : when);

/** Whether a topic is an ancestor of the type; `*` is one of all. */
export const isAncestor = (topic: string, type: string): boolean => topic === '*' || type.startsWith(`${topic}.`);

export const awaits = (when: Topics, type: string): boolean =>
  topicsOf(when).some((topic) => topic === type || isAncestor(topic, type));
