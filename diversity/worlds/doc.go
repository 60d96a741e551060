// Package worlds holds worlds with known answers, from which measurements are drawn as from a study: [Planted], whose
// law is given; [Gaussian], classes with random means and samples around them; and [Hierarchical], whose classes come
// in superclasses. They are for tests, for lessons, and for asking what a design could show before it is paid for.
package worlds
