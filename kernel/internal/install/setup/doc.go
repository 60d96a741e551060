// Package setup makes a machine ready for notebooks: it knows every component that they need, checks each, installs
// those that are missing and says how to mend what it cannot install. Everything goes to the directories of package
// paths.
//
// A component is present only when it is complete: files appear under their final name or with a stamp that is written
// last. So a set-up that was interrupted is simply run again, and two at once wait for one another.
package setup
