// Package inference shows what statistics say about a law: its parameters over refits, the profile likelihood of a
// quantity, and the power of a test by the size of the study.
package inference
