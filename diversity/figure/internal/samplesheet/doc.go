// Package samplesheet shows the images of a draw, one row per class.
package samplesheet
