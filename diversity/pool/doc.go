// Package pool holds labelled image sets from which pre-training sets and downstream tasks are drawn.
//
// A [Pool] comes from the embedded [Omniglot], from a folder or an archive of images or files that hold many ([Folder],
// [IDX] for a pair of files under any names), from a file system of a program ([FolderFS]) or from memory ([New]);
// package glyphs below this one draws printed characters, and another package can add a source of its own ([Register]).
// Steps make new pools of it: [Pool.Rotations] adds quarter turns as new classes, [Pool.Distort] gives every class as
// many distorted samples as wanted, [Pool.Groups] keeps some superclasses, [Pool.Named] tells equal class names of two
// sources apart. A pool is a small immutable value; its images are made when [Pool.Images] asks for them, so a pool may
// have millions of virtual samples.
//
// Errors of a chain of steps are kept in the pool and returned by Validate, Images and MarshalJSON, and by every
// function of package split: a chain stays one readable expression.
//
// The images of a folder are decoded once, into files that all processes share: see [Folder] and [PreparedSets].
//
// A pool is written to JSON as where it comes from, a digest of its content and its steps, and opened again from there.
// [Pool.Digest] identifies what it holds, independently of where the files lie.
package pool
