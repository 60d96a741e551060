// Package maintain looks after the directories of studies (package study): how far each is ([List], [ReadStatus]),
// whether its files are sound ([Check]), what can go ([Prune]), and one small file that holds a study with its results
// ([Pack], [Unpack]).
//
// Nothing here computes a run, and nothing but Prune and Unpack writes. All of it may be called while workers are at
// work.
package maintain
