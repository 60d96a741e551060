// Package estimate holds numbers with their uncertainty, and the measurements that they are made of: [Interval] and
// [Estimate]; the [Mean] of repeats and the [Summary] of sizes, by Student's t; and tables of measurements made
// elsewhere ([ReadTable]). Study, theory and figure all speak of the same estimates, so that a mean has the same
// interval everywhere.
package estimate
