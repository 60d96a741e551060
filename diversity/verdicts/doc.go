// Package verdicts holds the sentences of the paper's abstract (arXiv 2305.12224) against measured errors: is a balance
// of classes and images best, does the error fall with both, is the best ratio invariant, and how many points does the
// number of classes that small budgets predict gain over the standard choices at a larger one? Each sentence gets a
// verdict with its numbers ([Judge]); none is taken for granted. It needs measurements only: no study, no network.
package verdicts
