// Package lesson has the pictures, tables and sentences of notebooks/theory.ipynb, so that its cells are as short as
// what they say: the two steps of sampling ([Images], [Averages]), how errors fall ([AlongClasses], [AlongImages]), the
// valley of a budget ([Valley], [Valleys]), how its bottom moves ([Turning]), what a wrong choice costs ([Flatness],
// [Choices]), rivals of the law ([CommonMean], [Rivals]) and a law that the lesson finds for itself ([Factors]).
// Sentences are made of the numbers that they are given. Whoever teaches with other worlds or budgets calls the same
// functions.
package lesson
