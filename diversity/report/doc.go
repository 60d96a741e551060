// Package report answers the question of a study, or of a table measured elsewhere, in one card: what to label for a
// budget and what that is expected to lose, what would change it, the best size of each measured budget, the verdict on
// each claim, what it cost and how to cite it. It says where the data are too few for an answer, and why.
//
//   - [Of] reports on the results of a study, [OfTable] on a table. The [Report] is shown by the cell that ends in it;
//     ../../kernel/page writes it as one page that needs neither a kernel nor a network.
//   - [Calculator] answers for any budget and prices from what was computed once, in Go and in that page alike.
//   - [Compare] says of two studies by how much their curves differ, in pairs of runs where there are some, and whether
//     the best number of classes moves.
package report
