package gonbfix

// questions are answered while the program of a cell runs, which may take hours: completion and documentation had to wait for its end. A
// lock keeps them away from a cell that is being composed and compiled, for which they use the same files. Tests (%test) keep the lock,
// as they are composed in a way of their own. Each is answered within a time, whatever it is.
func questions() []edit {
	return []edit{
		{state, "\t\"slices\"\n", "\t\"slices\"\n\t\"sync\"\n\t\"sync/atomic\"\n"},
		{state, "import (\n", "import (\n\t\"context\"\n"},
		{state, "type State struct {\n", `type State struct {
	// Work is held by whoever uses the files and definitions below; urgent counts the cells that want it.
	Work   sync.Mutex
	urgent atomic.Int64

	// The question that has Work.
	muQuestion      sync.Mutex
	questionContext context.Context
	endQuestion     context.CancelFunc

	// What the next gonb needs.
	memoryFile string
	environ    map[string]string

`},
		{inspect, "\tctx := context.Background()\n\tvar desc string\n", "\tctx := s.questionContext\n\tvar desc string\n"},
		{inspect, "\tctx := context.Background()\n\terr = s.notify", "\tctx := s.questionContext\n\terr = s.notify"},
		{execcode, "\terr := jpyExec.Exec()\n", `	alone := s.CellIsTest
	if !alone {
		s.Work.Unlock()
	}
	err := jpyExec.Exec()
	if !alone {
		s.LockWork()
	}
`},
		{dispatcher, "\tbusyMessagesChan = make(chan *shellMsgParams, 10000)\n", "\tbusyMessagesChan = make(chan *shellMsgParams, 10000)\n\tquestionsChan    = make(chan *shellMsgParams, 10000)\n"},
		{dispatcher, "\tbusyMessagesOnce.Do(func() {\n", "\tbusyMessagesOnce.Do(func() {\n\t\tgo answerQuestions()\n"},
		{dispatcher, "\tsentStatus := SendNoBlock(busyMessagesChan, ", `	queue := busyMessagesChan
	if msgType == "inspect_request" || msgType == "complete_request" {
		queue = questionsChan
	}
	sentStatus := SendNoBlock(queue, `},
		{dispatcher, "\tswitch msgType {\n\tcase \"kernel_info_request\":\n", "\tgoExec.LockWork()\n\tdefer goExec.Work.Unlock()\n\tswitch msgType {\n\tcase \"kernel_info_request\":\n"},
	}
}

// loops ends the search for a name before the cursor where the cell begins: gonb searched for ever where there was none.
func loops() []edit {
	return []edit{{inspect, `		for cursor.Line > 0 {
			cursor.Line--
			if !skipLines.Has(cursor.Line) {
				break
			}
		}
`, `		cursor.Line--
		for cursor.Line >= 0 && skipLines.Has(cursor.Line) {
			cursor.Line--
		}
`}}
}

// failures lets a cell or a question fail where gonb would end.
func failures() []edit {
	return []edit{
		{dispatcher, "\t\tif err = handleExecuteRequest(msg, goExec); err != nil {\n", "\t\tif err = executeSafely(msg, goExec); err != nil {\n"},
		{dispatcher, "\t\t\t\terr = handleComms(msg, goExec)\n", "\t\t\t\terr = handleCommsSafely(msg, goExec)\n"},
		{execcode, "lines []string, skipLines Set[int]) error {\n\t// Makes sure", `lines []string, skipLines Set[int]) (failed error) {
	defer func() {
		if r := recover(); r != nil {
			failed = errors.Errorf("gonb failed: %v", r)
		}
	}()

	// Makes sure`},
	}
}

// memory keeps declarations in a file for the next gonb.
func memory() []edit {
	return []edit{
		{execcode, "\ts.Definitions = updatedDecls\n", "\ts.Definitions = updatedDecls\n\ts.Remember()\n"},
		{dispatcher, "\t// Final execution result.\n", "\tgoExec.Remember()\n\n\t// Final execution result.\n"},
		{program, "\t// Orchestrate dispatching of messages.\n", "\tgoExec.Recall()\n\n\t// Orchestrate dispatching of messages.\n"},
	}
}
