package study

// Save writes the study down without computing anything and returns its directory below the root (see [Study.Dir]),
// ready for workers: those of a cluster, or of the command `kernel worker --study DIR`. A directory that holds the same
// study already stays as it is. Errors are those of [Open].
func (s Study) Save(root string) (dir string, err error) {
	if dir, err = s.Dir(root); err != nil {
		return "", err
	}
	store, err := Open(s, dir)
	if err != nil {
		return "", err
	}
	return dir, store.Close()
}
