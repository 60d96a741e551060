package gonbfix

// completion connects to gopls as soon as it listens: gonb waits 12 s before it tries, and whoever asks meanwhile waits in steps of 12 s. And
// it tells what the names are, functions or types.
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
		{goplsAsk, "line, col int) (matches []string, replaceLength int, err error) {\n", "line, col int) (matches, kinds []string, replaceLength int, err error) {\n"},
		{goplsAsk, "\t\tmatches = append(matches, edit.NewText)\n", "\t\tmatches = append(matches, edit.NewText)\n\t\tkinds = append(kinds, item.Kind.String())\n"},
		{inspect, "\tvar matches []string\n", "\tvar matches, kinds []string\n"},
		{inspect, "\tmatches, replaceLength, err = s.gopls.Complete(", "\tmatches, kinds, replaceLength, err = s.gopls.Complete("},
		{inspect, "\t\treply.Matches = matches\n", "\t\treply.Matches = matches\n\t\treply.Metadata = kernel.MIMEMap{\"kinds\": kinds}\n"},
	}
}
