// Package theory turns measured errors over sizes (K classes, n images per class) into a best size at a budget, and
// says how far that can be trusted. It needs a table of (K, n, error) and nothing else: no study, no network.
//
// The map, in the order of an analysis:
//
//   - [estimate.ReadTable] takes a table that was made elsewhere.
//   - [estimate.MeanOverTasks] leaves one point per run; [estimate.Summary] gives the mean of each size with its
//     interval.
//   - [Minima] finds the best size of each measured budget without any law, and [MeasureSlope] how the best number of
//     classes moves with the budget, which [JudgeInvariance] puts into words: 1/2 is the invariant ratio of arXiv
//     2305.12224, which is a hypothesis and not a given.
//   - [Claims] tests, step by step, whether the error falls with K and with n, is convex in ln x and has inner optima.
//   - [Fit] fits a [laws.Law] ([laws.Tied], [laws.Untied], [laws.Capped], [laws.Pooled], [laws.Flat], one
//     [laws.WithTotal], or your own) by variable projection, with bootstrap intervals by run. A law can look plausible
//     and be wrong: read [LawFit.RMS], [LawFit.LackOfFit] and [LawFit.Warnings] beside the minima. Where the smallest
//     sizes teach nothing, give the error of random weights as [FitOptions].Ceiling.
//   - [LawFit.BestAt] predicts the best size at a budget, its interval and the regret expected, beside rules of thumb
//     and what it saves against each ([Baseline].Gain).
//   - [LawFit.Profile] gives profile likelihood intervals of parameters, of K*, of a - b: curved, lopsided, unbounded
//     as they are; [LawFit.DeltaInterval] gives the first-order ones beside them.
//   - [NestedTest] asks whether the data reject a law in favour of a larger one: [laws.Tied] within [laws.Untied] is
//     the test of invariance.
//   - [PairwiseTest] asks of any two laws which the data favour, and how many runs would settle it.
//   - [FitTasks] fits several tasks with common exponents, and says whether they have them.
//   - [Surface] estimates the error without any law, with all that smoothness leaves open: the judge of the laws.
//   - [Predict] is the rule to use where no law is known to hold: it averages the surface and the laws by how well each
//     foretells measured budgets from smaller ones, and chooses the size with the lowest expected error. The error that
//     it predicts beyond the measured budgets is [Average.ErrorAt].
//   - [PredictSpend] does the same for a fixed spend where a class has a price beside that of its images ([Spend]).
//   - backtest.Run has every rule, these and rules of thumb, choose for a measured budget from smaller ones, and says
//     what each lost; backtest.Pool averages over questions.
//   - [CompareLaws] puts laws side by side: AICc, lack of fit, and what each misses of larger budgets that it did not
//     see; [JudgeLaws] says which is best.
//   - design.NextSizes proposes the sizes to run next for the best size of a budget; design.Power says how many
//     repeats and which budgets would show a ratio that drifts.
//   - levels.Fit is for tables of three counts: speakers, sessions and utterances; classes, images and epochs.
//   - [nlls.Solve] fits any other model to any data: Levenberg-Marquardt, with certified accuracy on the reference
//     problems of NIST.
//   - worlds.Planted, worlds.Gaussian and worlds.Hierarchical are worlds with known answers: drop-in replacements
//     for a study in tests and lessons.
//
// # Derivations
//
// Let error = E + A K^-a + B n^-b. Along a budget n = N/K, so error = E + A K^-a + B N^-b K^b. The derivative with
// respect to ln K, -aA K^-a + bB N^-b K^b, vanishes at
//
//	K* = (aA / (bB))^(1/(a+b)) N^(b/(a+b)),   n* = N / K*,   x* = K*/n* = (aA / (bB))^(2/(a+b)) N^((b-a)/(a+b)),
//
// where the second derivative is positive, so that the minimum is the only one. Hence d ln K*/d ln N = b/(a+b), and x*
// does not depend on N if and only if a = b; then x* = (A/B)^(1/a) and K* = sqrt(x* N). With a = b and r = x/x* the
// curve of a budget is error - E = 2 sqrt(AB) N^(-a/2) cosh((a/2) ln r): symmetric in ln K and as wide at every N. A
// number of classes wrong by a factor c raises the reducible error by cosh(a ln c) - 1 of itself: 6% for c = 2 and a =
// 1/2.
//
// The rivals: with K^-a and (K n)^-c ([laws.Pooled]: two-level rates, in which groups and all samples count) the second
// term is constant along a budget, so that more classes are always better; with N^-c alone ([laws.Flat]) K makes no
// difference.
//
// Parabolas through the lowest points of a curve are fair to a symmetric curve and biased towards the flatter side of
// another (shown for scaling laws by arXiv 2603.22339, which also proposes variable projection); surfaces fitted from
// one start may stop early (arXiv 2404.10102 on arXiv 2203.15556).
//
// Errors are shares in [0, 1] everywhere. Whatever the data cannot answer is an error that says what is missing
// ([diversity.ErrTooFew]), never a number. All randomness comes from seeds, and no result depends on the number of
// cores.
package theory
