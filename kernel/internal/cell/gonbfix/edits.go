package gonbfix

import "slices"

func edits() []edit {
	return slices.Concat(
		drain(), interrupts(), borders(), order(), flow(), input(), completion(), questions(), loops(), failures(), memory(), commands(),
	)
}

const (
	pipes      = "internal/jpyexec/namedpipes.go"
	executor   = "internal/jpyexec/jpyexec.go"
	dispatcher = "internal/dispatcher/dispatcher.go"
	messages   = "internal/kernel/messages.go"
	execcode   = "internal/goexec/execcode.go"
	goplsStart = "internal/goexec/goplsclient/exec.go"
	goplsAsk   = "internal/goexec/goplsclient/goplsclient.go"
	inspect    = "internal/goexec/inspect.go"
	state      = "internal/goexec/goexec.go"
	special    = "internal/specialcmd/specialcmd.go"
	magic      = "internal/specialcmd/cellmagic.go"
	program    = "main.go"
	parser     = "internal/goexec/parser.go"
	composer   = "internal/goexec/composer.go"
)

// drain waits, after the cell's process has ended, until all that it wrote to the pipe is published. Opening and closing the pipe's other
// end wakes the reader if the process never did.
func drain() []edit {
	return []edit{
		{executor, "\tisDone    bool\n", "\tisDone    bool\n\tpipeDrained chan struct{}\n"},
		{executor, "\texec.exitError = cmd.Wait()\n", "\texec.exitError = cmd.Wait()\n\texec.drainPipe()\n"},
		{pipes, "\texec.openPipeReader()\n", "\texec.pipeDrained = make(chan struct{})\n\texec.openPipeReader()\n"},
		{pipes, "\t\tgo exec.pollNamedPipeReader()\n", `		go func() {
			defer close(exec.pipeDrained)
			exec.pollNamedPipeReader()
		}()
`},
		{pipes, "// reportCellError reports", `// drainPipe waits until what the program wrote to the pipe has been read.
func (exec *Executor) drainPipe() {
	if !exec.useNamedPipes {
		return
	}
	if w, err := os.OpenFile(exec.namedPipeReaderPath, os.O_WRONLY|syscall.O_NONBLOCK, 0600); err == nil {
		_ = w.Close()
	}
	select {
	case <-exec.pipeDrained:
	case <-time.After(5 * time.Second):
		klog.Errorf("the pipe of the cell is still open after its end")
	}
}

// reportCellError reports`},
		{pipes, "\t\"syscall\"\n", "\t\"syscall\"\n\t\"time\"\n"},
	}
}

// interrupts keeps an interrupt in mind until there is a process to get it, and interrupts the compiler, and all that a cell has started.
func interrupts() []edit {
	return []edit{
		{dispatcher, "\t\t\tmsg.Kernel().CallInterruptSubscribers()\n\t\t\treplyContent :=", `			msg.Kernel().Interrupted.Store(true)
			msg.Kernel().CallInterruptSubscribers()
			replyContent :=`},
		{dispatcher, "\tmsg.Kernel().Interrupted.Store(false)\n", ""},
		{dispatcher, "\tstoreHistory := content[\"store_history\"].(bool)\n", `	storeHistory := content["store_history"].(bool)
	msg.Kernel().Interrupted.Store(false) // before execute_input, after which the front end may interrupt
`},
		{executor, subscription, `	var interruptOnce sync.Once
	interrupt := func(id kernel.SubscriptionId) {
		interruptOnce.Do(func() {
			exec.signal(syscall.SIGINT)
			exec.Msg.Kernel().UnsubscribeInterrupt(id)
			exec.endInterrupted()
		})
	}
	interruptId := exec.Msg.Kernel().SubscribeInterrupt(interrupt)
	if exec.Msg.Kernel().Interrupted.Load() {
		go interrupt(interruptId)
	}
`},
		{executor, "\tcmd.Dir = exec.dir\n", "\tcmd.Dir = exec.dir\n\tcmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}\n"},
		{executor, "\t\"os\"\n", ""},
		{execcode, "\toutput, err := cmd.CombinedOutput()\n\tif err != nil {\n\t\tklog.Errorf(\"Failed %q", `	output, err := s.combinedOutput(msg, cmd)
	if err == ErrInterrupted {
		return err
	}
	if err != nil {
		klog.Errorf("Failed %q`},
		{execcode, "\toutput, err = cmd.CombinedOutput()\n\tif err != nil {\n\t\terr = s.Display", `	output, err = s.combinedOutput(msg, cmd)
	if err == ErrInterrupted {
		return
	}
	if err != nil {
		err = s.Display`},
		{execcode, "\toutput, err = cmd.CombinedOutput()\n\tif err != nil {\n\t\terr = errors.Wrapf", `	output, err = s.combinedOutput(msg, cmd)
	if err == ErrInterrupted {
		return
	}
	if err != nil {
		err = errors.Wrapf`},
		{special, "\t\t\t\t\terr = execShell(msg, goExec, cmdStr, status)\n", `					err = execShell(msg, goExec, cmdStr, status)
					if err == nil && msg.Kernel().Interrupted.Load() {
						err = goexec.ErrInterrupted
					}
`},
		{magic, "\t\terr = cellCmdScript(msg, goExec, args, lines[1:])\n", `		err = cellCmdScript(msg, goExec, args, lines[1:])
		if err == nil && msg.Kernel().Interrupted.Load() {
			err = goexec.ErrInterrupted
		}
`},
	}
}

// subscription is how gonb interrupts the program of a cell: without what that has started, and only one that is there already.
const subscription = `	var interruptId kernel.SubscriptionId
	interruptId = exec.Msg.Kernel().SubscribeInterrupt(func(id kernel.SubscriptionId) {
		// Sent interrupt to process.
		err := cmd.Process.Signal(os.Interrupt)
		exec.Msg.Kernel().UnsubscribeInterrupt(interruptId)
		if err != nil {
			klog.Errorf("failed to interrupt process %s (%v): %+v", cmd, cmd.Process, err)
		}
		select {
		case <-exec.doneChan:
			// Normal stop, nothing to do.
		case <-time.After(WaitToKill):
			// If process hasn't yet died, kill it.
			err = cmd.Process.Signal(syscall.SIGKILL)
			if err != nil {
				klog.Errorf("failed to kill process %s (%v): %+v", cmd, cmd.Process, err)
			}
		}
	})
`

// borders keeps an unfinished character, and an unfinished line of a trace, for the next read.
func borders() []edit {
	return []edit{
		{messages, "type jupyterStreamWriter struct {\n\tstream string\n\tmsg    Message\n}", "type jupyterStreamWriter struct {\n\tstream  string\n\tmsg     Message\n\tpartial []byte\n}"},
		{messages, "\treturn &jupyterStreamWriter{stream, msg}\n", "\treturn &jupyterStreamWriter{stream: stream, msg: msg}\n"},
		{messages, "\tdata := string(p)\n", `	whole := append(w.partial, p...)
	end := len(whole)
	for i := 1; i < utf8.UTFMax && i <= len(whole); i++ {
		if utf8.RuneStart(whole[len(whole)-i]) {
			if !utf8.FullRune(whole[len(whole)-i:]) {
				end = len(whole) - i
			}
			break
		}
	}
	w.partial = append([]byte(nil), whole[end:]...)
	if end == 0 {
		return len(p), nil
	}
	data := string(whole[:end])
`},
		{messages, "\t\"time\"\n", "\t\"time\"\n\t\"unicode/utf8\"\n"},
		{execcode, "\tlineBuffer          bytes.Buffer\n}", "\tlineBuffer          bytes.Buffer\n\theld                []byte\n}"},
		{execcode, "\tn := len(p) // Save original number of bytes.\n", `	n := len(p) // Save original number of bytes.
	p = append(w.held, p...)
	w.held = nil
	if last := bytes.LastIndexByte(p, '\n') + 1; last < len(p) && p[last] == '\t' {
		w.held = append(w.held, p[last:]...)
		p = p[:last]
	}
	if len(p) == 0 {
		return n, nil
	}
`},
		{execcode, "\terr := jpyExec.Exec()\n", `	err := jpyExec.Exec()
	if annotator, ok := stderrWithAnnotator.(*jupyterStackTraceMapperWriter); ok && len(annotator.held) > 0 {
		_, _ = annotator.Write([]byte("\n"))
	}
`},
	}
}
