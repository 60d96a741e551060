// Package levels answers for budgets of three levels what package theory answers for two: K groups, m sources of each
// group, n items of each source. Speakers, sessions and utterances; participants, sessions and minutes; sites, plots
// and samples; classes, images and epochs. It needs a table of (K, m, n, error) and nothing else.
//
//   - [Fit] fits the laws of a list ([Components], [Nested], [Separate], [Total], or a [Law] of your own) by variable
//     projection, ranks them, and keeps refits to resampled noise, in each of which the law is chosen anew: the
//     intervals hold what the choice of the law leaves open. Options take Huber's loss for wild runs and a ceiling for
//     sizes that learnt nothing.
//   - [Model.PairwiseTest] says which of two laws the data favour, or how many runs would tell.
//   - [Model.Gains] says what twice as many groups, sources or items would gain where one stands.
//   - [Model.Best] is the size to buy for a [Spend], with a price for a group, a source and an item; its intervals, and
//     what it costs to miss it. [Model.SpendFor] is the least spend that reaches an error.
//   - [Model.Choose] is the best of some sizes, [Model.MeanOfRuns] what runs of a size will show; backtest.Levels
//     scores both on sizes that were not seen.
//   - [Planted] and [Sampled] are worlds with known answers.
//
// # Derivations
//
// Three-stage sampling (Cochran 1977, Sampling Techniques, chapter 10): K groups are drawn, m sources of each and n
// items of each source, with variances g between groups, s between sources of a group and e between items of a source.
// The mean of all has the variance
//
//	g/K + s/(K m) + e/(K m n),
//
// since a group's mean has the variance g + (s + e/n)/m, and the groups are independent. This is [Components], with a
// floor E. At prices C of a group, S of a source and c of an item, K (C + m (S + n c)) is spent. For a given m and n
// the spend sets K, and spend times variance is
//
//	(g + s/m + e/(m n)) (C + S m + c m n);
//
// by Cauchy and Schwarz it is least where the terms of both factors are in proportion, g/C = (s/m)/(S m) =
// (e/(m n))/(c m n), hence
//
//	m* = sqrt((C/S) (s/g)),   n* = sqrt((S/c) (e/s)),
//
// whatever the spend: more money buys more groups only. With one item of each source this is the classical optimum of
// two stages, n* = sqrt((C/c) (1-rho)/rho) at the intraclass correlation rho.
//
// [Nested] lets the error fall with other exponents, and [Separate] lets each count help by itself, as epochs do beside
// images, or tokens beside parameters; then m* and n* move with the spend.
package levels
