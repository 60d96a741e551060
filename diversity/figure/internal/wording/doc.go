// Package wording writes the numbers and sentences of captions, and the tables of a figure's text form.
//
// Package display writes the values of a notebook's tables. It cannot serve here: captions have fewer digits, and never
// exponents or signs for what is missing, but words.
package wording
