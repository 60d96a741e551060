// Package keep carries the variables of one cell over to the next, which is another process: whole graphs of values
// with unexported fields, cycles, shared pointers and slices of one array.
//
// A program keeps variables by [Program.Variable] and [Program.End], a later one fills its own by [Program.Fill]. What
// was written carries the layout of its types, so that a program in which one has changed is told so instead of getting
// nonsense; fields that were added to types of cells are zero. What lives only in its process (functions, channels,
// open files, locked mutexes, timers, contexts, seeds of hashes) is refused with the path to it, when a later cell asks
// for it.
//
// Nobody calls this package: the kernel writes the calls into cells (package cellgo). It is not internal because cells
// are programs of another module.
package keep
