// Package groupdraw shows which classes of which superclasses a draw took.
package groupdraw
