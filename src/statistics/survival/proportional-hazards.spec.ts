import { freireich } from '../../../test/support/survival-data.js';
import { seededUniform, valueOf } from '../../../test/support/statistics.js';
import { coxRegression, proportionalHazardsTest, type CoxObservation } from './index.js';

// Edmunson et al. (1979), ovarian cancer, as in R survival: time, event, age, ECOG status.
const ovarian: CoxObservation[] = (
  '59 1 72.3315 1|115 1 74.4932 1|156 1 66.4658 2|421 0 53.3644 1|431 1 50.3397 1|448 0 56.4301 2|' +
  '464 1 56.9370 2|475 1 59.8548 2|477 0 64.1753 1|563 1 55.1781 2|638 1 56.7562 2|744 0 50.1096 1|' +
  '769 0 59.6301 2|770 0 57.0521 1|803 0 39.2712 1|855 0 43.1233 2|1040 0 38.8932 2|1106 0 44.6000 1|' +
  '1129 0 53.9068 1|1206 0 44.2055 1|1227 0 59.5890 2|268 1 74.5041 2|329 1 43.1370 1|353 1 63.2192 2|' +
  '365 1 64.4247 1|377 0 58.3096 1'
)
  .split('|')
  .map((row) => {
    const [time, event, age, ecog] = row.split(' ').map(Number);
    return { time: time!, event: event === 1, covariates: [age!, ecog!] };
  });

describe('proportional hazards test', () => {
  // R survival 3.x, example of ?cox.zph: age 0.698 (p 0.40), ecog.ps 2.371 (0.12), GLOBAL 3.633 (0.16).
  it('is cox.zph on the ovarian data', () => {
    const fit = valueOf(coxRegression(ovarian));
    const { covariates, global } = valueOf(proportionalHazardsTest(ovarian, fit));
    expect(covariates[0]!.chiSquare).toBeCloseTo(0.698, 3);
    expect(covariates[1]!.chiSquare).toBeCloseTo(2.371, 3);
    expect(global.chiSquare).toBeCloseTo(3.633, 3);
    expect(global.pValue).toBeCloseTo(0.16, 2);
  });

  it('finds an effect that fades', () => {
    const uniform = seededUniform(6);
    const rows = Array.from({ length: 300 }, (_, i): CoxObservation => {
      const treated = i % 2;
      const early = -Math.log(1 - uniform()) / (treated ? 0.2 : 0.03);
      const time = early < 5 ? early : 5 - Math.log(1 - uniform()) / (treated ? 0.02 : 0.1);
      return { time, event: true, covariates: [treated] };
    });
    const { global } = valueOf(proportionalHazardsTest(rows, valueOf(coxRegression(rows))));
    expect(global.pValue).toBeLessThan(1e-6);
  });

  it('does not depend on units, and needs events at different times', () => {
    const rows = Object.entries(freireich).flatMap(([group, times]) =>
      times.map(([time, event]) => ({
        time,
        event: event === 1,
        covariates: [group === 'control' ? 1 : 0],
      })),
    );
    const scaled = rows.map((row) => ({ ...row, covariates: [row.covariates[0]! * 1000 - 7] }));
    const one = valueOf(proportionalHazardsTest(rows, valueOf(coxRegression(rows))));
    const other = valueOf(proportionalHazardsTest(scaled, valueOf(coxRegression(scaled))));
    expect(other.global.chiSquare).toBeCloseTo(one.global.chiSquare, 6);
    const once = [0, 1, 1, 0].map((x, i) => ({
      time: i < 2 ? 3 : 9,
      event: i < 2,
      covariates: [x],
    }));
    expect(proportionalHazardsTest(once, valueOf(coxRegression(once)))).toMatchObject({
      reason: 'SINGULAR',
    });
  });
});
