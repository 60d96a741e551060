package gonbfix

// order publishes what a cell wrote to its standard output and error before what it displayed later, which comes by another pipe; and many
// words as few messages.
func order() []edit {
	return []edit{
		{executor, "\tdoneChan  chan struct{}\n", "\tdoneChan  chan struct{}\n\tout       *output\n\tstdout, stderr *stream\n"},
		{executor, "\tvar streamersWG sync.WaitGroup\n", `	exec.out = &output{}
	if exec.stdout, err = newStream(exec.cmdStdout, exec.stdoutWriter, exec.out); err != nil {
		return errors.WithMessagef(err, "failed to read stdout")
	}
	if exec.stderr, err = newStream(exec.cmdStderr, exec.stderrWriter, exec.out); err != nil {
		return errors.WithMessagef(err, "failed to read stderr")
	}
	var streamersWG sync.WaitGroup
`},
		{executor, "\t\t_, err := io.Copy(exec.stdoutWriter, exec.cmdStdout)\n", "\t\terr := exec.stdout.copy()\n"},
		{executor, "\t\t_, err := io.Copy(exec.stderrWriter, exec.cmdStderr)\n", "\t\terr := exec.stderr.copy()\n"},
		{pipes, "\t\t// Special case for a request for input:\n", `		exec.settle()

		// Special case for a request for input:
`},
		{executor, "\tstreamersWG.Wait()\n", "\tstreamersWG.Wait()\n\texec.out.flush()\n"},
	}
}

// flow holds a cell back that writes faster than the front end takes.
func flow() []edit {
	return []edit{
		{pipes, "\tvar err error\n\tif data.DisplayID != \"\" {\n", "\tvar err error\n\tkernel.AwaitRoom()\n\tif data.DisplayID != \"\" {\n"},
		{messages, "\tmsg.Content = content\n\treturn m.kernel.sockets.IOPubSocket.RunLocked(func(socket zmq4.Socket) error {\n\t\treturn m.sendMessage(socket, msg)\n\t})\n", `	msg.Content = content
	if isOutput(msgType) {
		connectFlow().add(1)
	}
	err = m.kernel.sockets.IOPubSocket.RunLocked(func(socket zmq4.Socket) error {
		return m.sendMessage(socket, msg)
	})
	if err != nil && isOutput(msgType) {
		connectFlow().add(-1)
	}
	return err
`},
	}
}
