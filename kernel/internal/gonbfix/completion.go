package gonbfix

// completion connects to gopls as soon as it listens: gonb waits 12 s before it tries, and whoever asks meanwhile waits in steps of 12 s.
func completion() []edit {
	return []edit{
		{goplsStart, "\t\t\tcase <-time.After(ConnectTimeout):\n", "\t\t\tcase <-time.After(50 * time.Millisecond):\n"},
		{goplsStart, "\t\t<-time.After(ConnectTimeout)\n", `		select {
		case <-ctx.Done():
			c.mu.Lock()
			return false
		case <-time.After(10 * time.Millisecond):
		}
`},
	}
}
