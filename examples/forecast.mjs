// Forecast a series with each model, and measure on the last four weeks.
import { fitContext, forecasting, modelOptions } from "soma-edge/models";

// Two years of a title that sells more on Saturdays and before Christmas.
const days = 728;
const y = Float64Array.from({ length: days }, (_, day) => {
  const saturday = day % 7 === 5 ? 6 : 2;
  const christmas = day % 364 > 320 ? 1.8 : 1;
  return Math.round(saturday * christmas + ((day * 7919) % 5) / 2);
});
const horizon = 28;
const known = y.subarray(0, days - horizon);

for (const id of forecasting.ids) {
  const model = await forecasting.load(id);
  const state = model.fit({ y: known, seasonLength: 7 }, modelOptions(model), fitContext(1));
  const { mean } = model.predict(state, { horizon });
  const error =
    mean.reduce((sum, value, step) => sum + Math.abs(value - y[days - horizon + step]), 0) / horizon;
  const bytes = model.save(state).length;
  console.log(
    `${model.label.padEnd(34)} mean absolute error ${error.toFixed(3)} copies a day, ${bytes} bytes`,
  );
}
