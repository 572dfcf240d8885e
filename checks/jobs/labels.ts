/** On every object that a check makes; its value is the check's name. */
export const checkLabel = "shakedown.dev/check";

/** Who made the object, as `host/process id`, so that others can tell when it was left behind. */
export const ownerAnnotation = "shakedown.dev/owner";
