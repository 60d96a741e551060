// Package confusion shows what the test images of a task were taken for, as a heat map by classes or by their groups.
package confusion
