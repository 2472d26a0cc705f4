/** The canvas knows no custom properties: they are read once for a theme. */
export interface ChartInk {
  readonly load: string;
  readonly dayBefore: string;
  readonly weekBefore: string;
  readonly estimated: string;
  readonly hatch: string;
  readonly grid: string;
  readonly text: string;
  readonly strong: string;
  readonly now: string;
  readonly surface: string;
  readonly sunken: string;
  readonly control: string;
  readonly delayed: string;
  readonly measuredWidth: number;
  readonly compareWidth: number;
  readonly rem: number;
  readonly micro: number;
}

export function readInk(element: HTMLElement): ChartInk {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    load: value('--color-series-1'),
    dayBefore: value('--color-series-2'),
    weekBefore: value('--color-series-4'),
    estimated: value('--color-estimated'),
    hatch: value('--color-estimated'),
    grid: value('--color-grid'),
    text: value('--color-ink-3'),
    strong: value('--color-ink'),
    now: value('--color-line-strong'),
    surface: value('--color-surface'),
    sunken: value('--color-sunken'),
    control: value('--color-control'),
    delayed: value('--color-delayed'),
    measuredWidth: Number.parseFloat(value('--stroke-measured')),
    compareWidth: Number.parseFloat(value('--stroke-compare')),
    rem,
    micro: Number.parseFloat(value('--text-micro')) * rem,
  };
}
