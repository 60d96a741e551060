// Package record fills what a click on a point of a figure shows with what the runs of a study recorded.
package record
