package gonbfix

// questions are answered while the program of a cell runs, which may take hours: completion and documentation had to wait for its end. A
// lock keeps them away from a cell that is being composed and compiled, for which they use the same files. Tests (%test) keep the lock,
// as they are composed in a way of their own.
func questions() []edit {
	return []edit{
		{state, "\t\"slices\"\n", "\t\"slices\"\n\t\"sync\"\n"},
		{state, "type State struct {\n", "type State struct {\n\t// Work is held by whoever uses the files and definitions below.\n\tWork sync.Mutex\n\n"},
		{execcode, "\terr := jpyExec.Exec()\n", `	alone := s.CellIsTest
	if !alone {
		s.Work.Unlock()
	}
	err := jpyExec.Exec()
	if !alone {
		s.Work.Lock()
	}
`},
		{dispatcher, "\tbusyMessagesChan = make(chan *shellMsgParams, 10000)\n", "\tbusyMessagesChan = make(chan *shellMsgParams, 10000)\n\tquestionsChan    = make(chan *shellMsgParams, 10000)\n"},
		{dispatcher, "\tbusyMessagesOnce.Do(func() {\n", "\tbusyMessagesOnce.Do(func() {\n\t\tgo answerQuestions()\n"},
		{dispatcher, "\tsentStatus := SendNoBlock(busyMessagesChan, ", `	queue := busyMessagesChan
	if msgType == "inspect_request" || msgType == "complete_request" {
		queue = questionsChan
	}
	sentStatus := SendNoBlock(queue, `},
		{dispatcher, "// handleBusyMessage handles", `// answerQuestions handles the requests that need not wait for the end of a cell.
func answerQuestions() {
	for params := range questionsChan {
		if err := handleBusyMessage(params.msg, params.goExec); err != nil {
			klog.Errorf("Failed to answer: %+v", err)
		}
	}
}

// handleBusyMessage handles`},
		{dispatcher, "\tswitch msgType {\n\tcase \"kernel_info_request\":\n", "\tgoExec.Work.Lock()\n\tdefer goExec.Work.Unlock()\n\tswitch msgType {\n\tcase \"kernel_info_request\":\n"},
	}
}
