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
// Images that two pools share are found by their pixels ([SharedImages]); those that look alike by [NearDuplicates],
// whose default options were chosen on photographs at 64x64. Of 2,000 images of Tiny-ImageNet and 1,200 of Caltech-101,
// copies made by Pillow 13.0 were found by so much:
//
//	copy                                  Tiny-ImageNet  Caltech-101
//	JPEG, quality 90                      100.0%         99.8%
//	JPEG, quality 50                      99.8%          99.7%
//	JPEG, quality 20                      97.9%          99.8%
//	half the size                         99.7%          99.9%
//	3/4 of the size, JPEG, quality 75     99.8%          99.8%
//	mirrored                              100.0%         99.9%
//	mirrored, JPEG, quality 60            99.8%          99.8%
//	brighter by 20%, more contrast        96.4%          87.5%
//	2.5% cut off at each edge             11.4%          12.5%
//
// Cut edges move what is in each cell of the hash: a hash or a bound that tolerates that takes other images for copies.
// Turned copies are looked for if NearOptions.Turned asks for it.
//
// Of the 10^9 pairs of training and validation images of Tiny-ImageNet 7 are taken for copies, all equal in their
// pixels; of the 5 * 10^9 pairs of training images 20 equal ones and 5 others, which are copies to the eye; of the 9
// * 10^8 pairs of Tiny-ImageNet and Caltech-101 and the 2.5 * 10^8 of the two parts of Omniglot, none. Without a
// false pair in 7 * 10^9, their share is below 0.0005 in a million (95%, by the rule of three). But pools of objects
// in one pose, such as the motorbikes of Caltech-101, have images that do look alike. 100,000 by 10,000 prepared
// images take 2 s on two cores.
//
// A pool is written to JSON as where it comes from, a digest of its content and its steps, and opened again from there.
// [Pool.Digest] identifies what it holds, independently of where the files lie.
package pool
