// Package diagnose measures what theories of transfer say about the features of a network: how far the classes lie from
// one another beside their own spread, how many directions the features use, how large the margins are, how near the
// pool is to a task. Each quantity has its formula and source at its [Name]; none needs more than features, labels and
// weights as slices, and all arithmetic is in float64 and deterministic.
//
// [Pretraining] and [Task] give all of them for one network, [Predictors] says which of them go with the error across
// sizes of one budget. A quantity that the data do not determine, such as the spread within classes of one image, is
// not among the [Values]: it is never a number that means nothing.
//
// The head of these quantities is not the one that was trained, which a study does not keep, but the least-squares head
// on the frozen features, see [Pretraining]: it is defined alike for networks that were trained, published, or kept by
// an earlier version.
package diagnose
