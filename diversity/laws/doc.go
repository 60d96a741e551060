// Package laws holds laws error(K, n) as values, and says what a law is.
//
// [Tied] and [Untied] are those of arXiv 2305.12224 and of its test; [Capped], [Pooled], [Flat] and [WithTotal] are
// rivals, and [All] has more: saturating, bent, interacting, [TwoStep] of a loss. A law of your own is a type with the
// five methods of [Law], in any package: it is then fitted, compared,
// bootstrapped, predicted with and drawn like the others. Package theory fits laws to measurements.
package laws
