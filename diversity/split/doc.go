// Package split draws pre-training sets and downstream tasks from pools.
//
// [Choice] and [SampleChoice] are other ways of choosing classes (balanced, near, diverse) and images (by source,
// long-tailed), as values; [Confounding] says which sizes draw from fewer classes than others.
//
// [Pretraining] draws in two steps, as the theory assumes: K classes of the pool, then n images of each, both without
// replacement, exactly K * n images. [Sizes] lists what a budget allows. A [Task] is a downstream problem as a plain
// value; [CheckDisjoint] makes sure that none of its classes was pre-trained on.
//
// Draws and tasks hash the same on every machine and print as a short manifest.
package split
