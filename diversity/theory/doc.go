// Package theory turns measured errors over sizes (K classes, n images per class) into a best size at a budget, and says
// how far that can be trusted. It needs a table of (K, n, error) and nothing else: no study, no network.
//
// The map, in the order of an analysis:
//
//   - [MeanOverTasks] leaves one point per run; [Summary] gives the mean of each size with its interval.
//   - [Minima] finds the best size of each measured budget without any law, and [MeasureSlope] how the best number of
//     classes moves with the budget, which [JudgeInvariance] puts into words: 1/2 is the invariant ratio of arXiv 2305.12224, which is a hypothesis and not a given.
//   - [Fit] fits a [Law] ([Tied], [Untied], [Pooled], [Flat] or your own) by variable projection, with bootstrap
//     intervals by run. A law can look plausible and be wrong: read [Fitted.RMS], [Fitted.LackOfFit] and
//     [Fitted.Warnings] beside the minima.
//   - [Fitted.BestAt] predicts the best size at a budget, its interval and the regret expected, beside rules of thumb.
//   - [Planted] and [Gaussian] are worlds with known answers: drop-in replacements for a study in tests and lessons.
//
// Errors are shares in [0, 1] everywhere. Whatever the data cannot answer is an error that says what is missing
// ([ErrTooFew]), never a number. All randomness comes from seeds, and no result depends on the number of cores.
package theory
