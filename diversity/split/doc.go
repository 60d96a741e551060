// Package split draws pre-training sets and downstream tasks from pools.
//
// [Pretraining] draws in two steps, as the theory assumes: K classes of the pool, then n images of each, both without
// replacement, exactly K * n images. [Sizes] lists what a budget allows. A [Task] is a downstream problem as a plain
// value; [CheckDisjoint] makes sure that none of its classes was pre-trained on.
//
// Draws and tasks hash the same on every machine and print as a short manifest.
package split
