/**
 * Which rules units are judged by. Raised when judging or the form of a manifest changes: what another version judged is
 * then neither placed nor remembered, so the next save judges all anew.
 */
export const RULES = 27;
