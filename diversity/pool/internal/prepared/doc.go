// Package prepared keeps images decoded on disk, so that a pool of a million of them opens in milliseconds and all
// processes of a machine share one copy of the pixels.
//
// A prepared set is a folder named by its key, a hash of what was listed and how it is read. It holds
//
//	about.json  what it was made of, for people; also the mark by which this package knows its own folders
//	pixels      uint8 [images, height, width, channels]
//	journal     while it is being prepared: a record of each block of images that is on the disk
//	index       what is known of the images; it is put in place last: a set without it is not prepared yet
//
// Beside the folder lie two empty files that are locked: KEY.lock by who prepares, KEY.use by who has the set open. The
// locks end with their process. All numbers are little-endian.
//
// # Preparing
//
// Blocks of images are decoded on all cores. Their pixels are written and synced before the record of the block is, so
// that a process which is killed at any time is continued by the next one, and the files come out byte for byte the
// same. Blocks that a journal names are read again and compared with their digests before they are believed.
//
// # The index
//
//	 0  8 bytes   "PREPPOOL"
//	 8  uint32    format, 1
//	12  uint32    length of the head
//	16  uint64    length of the file
//	24  8 bytes   zero
//	32  32 bytes  SHA-256 of the bytes before it and of the head
//	64            the head, JSON; then columns, each at a multiple of 64 bytes
//
// The columns are: digest of the decoded pixels (16 bytes of SHA-256), difference hash (uint64), state (a byte), end of
// the name (uint64), the names; where it is known, who made the image (uint32, of a list in the head); where images do
// not lie in their order, the place of their pixels (uint32). The head has place and SHA-256 of each.
//
// Opening reads the head alone; a column is verified when it is first asked for, pixels by [Set.Check]. Files are
// bounded and measured before they are mapped, and a file that is cut while it is mapped is an error of the read, not
// the end of the process.
package prepared
