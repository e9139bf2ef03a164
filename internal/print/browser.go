package print

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// browser is a running Chromium, controlled by the DevTools protocol over two pipes: JSON messages that end with a
// zero byte. Printing from the command line would be simpler, but not every build supports it.
type browser struct {
	cmd     *exec.Cmd
	input   *os.File
	output  *os.File
	reader  *bufio.Reader
	stderr  bytes.Buffer
	lastID  int
	loaded  bool // the page has finished loading
	session string
}

// start starts program with an empty environment except for the paths it needs. It is killed when ctx is done.
func start(ctx context.Context, program, folder string) (*browser, error) {
	commandReader, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	from, replyWriter, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, commandReader.Close(), to.Close())
	}
	args := []string{"--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
		"--user-data-dir=" + filepath.Join(folder, "profile")}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium does not start as root otherwise, and it only loads our own pages
	}
	b := &browser{cmd: exec.CommandContext(ctx, program, args...), input: to, output: from, reader: bufio.NewReader(from)}
	b.cmd.Dir, b.cmd.Stderr = folder, &b.stderr
	b.cmd.Env = []string{"HOME=" + folder, "TMPDIR=" + folder, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"}
	b.cmd.ExtraFiles = []*os.File{commandReader, replyWriter} // file descriptors 3 (commands) and 4 (replies)
	b.cmd.WaitDelay = timeout / 15                            // do not wait for child processes that keep our pipes open
	err = b.cmd.Start()
	err = errors.Join(err, commandReader.Close(), replyWriter.Close())
	if err != nil {
		return nil, errors.Join(err, to.Close(), from.Close())
	}
	// A child of the program can keep its end of a pipe open after the program has ended.
	context.AfterFunc(ctx, func() { to.Close(); from.Close() })
	return b, nil
}

// stop ends the browser and returns the end of its error output.
func (b *browser) stop() string {
	b.session = ""
	b.call("Browser.close", struct{}{}, nil)
	b.input.Close()
	b.output.Close()
	b.cmd.Wait() // the exit code does not matter: there is a file or an error by now
	output := b.stderr.Bytes()
	return string(output[max(0, len(output)-500):])
}

type message struct {
	ID      int             `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// call sends a command and reads its result.
func (b *browser) call(method string, params, result any) error {
	b.lastID++
	text, err := json.Marshal(message{ID: b.lastID, Method: method, Session: b.session, Params: params})
	if err != nil {
		return err
	}
	if _, err := b.input.Write(append(text, 0)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	got, err := b.waitFor(func(m *message) bool { return m.ID == b.lastID })
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", method, err)
	case got.Error != nil:
		return fmt.Errorf("%s: %s", method, got.Error.Message)
	case result == nil:
		return nil
	}
	return json.Unmarshal(got.Result, result)
}

// waitFor reads messages until match returns true for one.
func (b *browser) waitFor(match func(*message) bool) (*message, error) {
	for {
		text, err := b.reader.ReadBytes(0)
		if err != nil {
			return nil, err
		}
		var m message
		if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
			return nil, err
		}
		b.loaded = b.loaded || m.Method == "Page.loadEventFired"
		if match(&m) {
			return &m, nil
		}
	}
}

// pdf opens address with scripts disabled and prints it.
func (b *browser) pdf(address string) ([]byte, error) {
	type object = map[string]any
	var target struct {
		TargetID string `json:"targetId"`
	}
	var session struct {
		SessionID string `json:"sessionId"`
	}
	var went struct {
		Error string `json:"errorText"`
	}
	var printed struct {
		Data []byte `json:"data"` // base64 in JSON
	}
	if err := b.call("Target.createTarget", object{"url": "about:blank"}, &target); err != nil {
		return nil, err
	}
	if err := b.call("Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true}, &session); err != nil {
		return nil, err
	}
	b.session = session.SessionID
	if err := b.call("Page.enable", nil, nil); err != nil {
		return nil, err
	}
	if err := b.call("Emulation.setScriptExecutionDisabled", object{"value": true}, nil); err != nil {
		return nil, err
	}
	b.loaded = false
	if err := b.call("Page.navigate", object{"url": address}, &went); err != nil {
		return nil, err
	}
	if went.Error != "" {
		return nil, fmt.Errorf("open %s: %s", address, went.Error)
	}
	if !b.loaded {
		if _, err := b.waitFor(func(*message) bool { return b.loaded }); err != nil {
			return nil, err
		}
	}
	err := b.call(
		"Page.printToPDF",
		object{"preferCSSPageSize": true, "printBackground": true, "generateTaggedPDF": true, "generateDocumentOutline": true},
		&printed,
	)
	return printed.Data, err
}
