import { readDirectory, readText } from './fs.ts';

const SUPPLIES = '/sys/class/power_supply';

/** Whether the machine runs on a battery now (Linux's power_supply class); false where it does not say. */
export function isOnBattery(): boolean {
  return readDirectory(SUPPLIES).some(({ name }) => {
    const says = (what: string): string | undefined => readText(`${SUPPLIES}/${name}/${what}`)?.trim();
    return says('type') === 'Battery' && says('scope') !== 'Device' && says('status') === 'Discharging';
  });
}
