// Package glyphs is a pool of printed characters, drawn from fonts that come as Go modules: nothing is downloaded at
// run time, and no data file belongs to it. Its classes are 965 characters of the Latin, Greek and Cyrillic scripts and
// symbols; the images of a class are the character in up to 51 faces, 28x28, ink 255 on paper 0 as in Omniglot.
//
// Importing it links 18 MB of fonts and registers the source "glyphs" with [pool.Register], so that a study which names
// it can be opened again from JSON. The command of this module imports it; a program that never uses it should not.
//
// # Classes
//
// A candidate is every letter, number, punctuation mark or symbol that at least 30 of the faces have, without those
// that combine with another. Many look alike: Latin A, Greek Alpha and Cyrillic A, or two capitals that differ by their
// accents only once both fill the image. So classes are chosen by their drawings, not by their names: in the order of
// their code points, a candidate becomes a class unless it resembles a class before it, that is, unless the median over
// the faces that have both of
//
//	sum |a - b| / sum max(a, b)   over the pixels a, b of the two drawings
//
// is below 0.25. A class is drawn as the first of its characters. The list is in characters.go, and a test finds it
// again from the fonts.
//
// # Drawing
//
// A glyph is drawn unhinted, its box scaled to 20 pixels on the longer side and centred, each pixel covered in 1,024
// steps. The arithmetic is on integers only, so that all machines draw the same bytes.
//
// # Parts
//
// [Pretraining] and [Heldout] share neither a character nor a face: every fifth character of the list, and every third
// face, are held out. A character that differs from another by an accent may lie on the other side: the task is near,
// not far.
//
// # Faces and licences
//
//	Go             10  golang.org/x/image/font/gofont, Bigelow & Holmes, the licence of Go (BSD)
//	Liberation 2   12  github.com/go-fonts/liberation, SIL Open Font License 1.1
//	DejaVu 2.37    21  github.com/go-fonts/dejavu, Bitstream Vera licence, changes in the public domain
//	STIX Two Text   8  github.com/go-fonts/stix, SIL Open Font License 1.1
package glyphs
