// Package browsertest tests pages in a real browser, and with a plain HTTP client that follows links and sends forms
// like a user without scripts.
//
// It knows no templates and no routes: it finds links, buttons and fields by the texts that users see. What it cannot
// find, a user cannot find either. Only tests import it.
package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Browser is a running Chromium.
type Browser struct {
	ctx context.Context
	axe string // source of axe-core, which finds accessibility problems

	language sync.Mutex // held while a tab opens a page in a language

	mu   sync.Mutex // guards idle
	idle []*Tab     // closed tabs, which are used again, because each new one starts a process
}

// timeout is the limit for one page. It is generous, because the machine can be busy; benchmarks find slow pages.
const timeout = 2 * time.Minute

// Open starts the Chromium that FOLKMOOT_TEST_CHROMIUM names and stops it when the test ends. Without one it skips the
// test, or fails it if FOLKMOOT_TEST_DEMAND is set, as make test does.
func Open(t *testing.T) *Browser {
	t.Helper()
	program, script := os.Getenv("FOLKMOOT_TEST_CHROMIUM"), os.Getenv("FOLKMOOT_TEST_AXE")
	if program == "" || script == "" {
		if os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
			t.Fatal("FOLKMOOT_TEST_DEMAND is set: set FOLKMOOT_TEST_CHROMIUM to a Chromium and FOLKMOOT_TEST_AXE to axe.min.js")
		}
		t.Skip("no browser: use make test, or set FOLKMOOT_TEST_CHROMIUM to a Chromium and FOLKMOOT_TEST_AXE to axe.min.js")
	}
	axe, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	for attempt := 1; ; attempt++ {
		ctx, stop, err := start(t.Context(), program)
		if err == nil {
			t.Cleanup(stop)
			return &Browser{ctx: ctx, axe: string(axe)}
		}
		stop()
		if attempt == startAttempts {
			t.Fatalf("start %s: %v", program, err)
		}
	}
}

// startAttempts is how often a Chromium is started before the test fails: several start at the same time, and in a new
// checkout one of them sometimes ends at once without saying why.
const startAttempts = 3

// start starts program. Call stop in any case.
func start(ctx context.Context, program string) (_ context.Context, stop func(), err error) {
	allocator, stopProgram := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // containers and root cannot use the sandbox
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), // so that screenshots do not depend on them
	)...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	return ctx, func() { closeBrowser(); stopProgram() }, chromedp.Do(ctx)
}

// TabOptions are the window and the preferences of the user.
type TabOptions struct {
	Width              int  // in CSS pixels; 0 is 1280
	NoScript           bool // scripts of the page do not run
	Touch              bool // it has a touch screen; see Tab.DragByTouch
	Dark               bool
	ForcedColours      bool
	ReducedMotion      bool
	Print              bool
	AllowConsoleErrors bool // errors in the console are no problem, because the test expects an error page
}

const desktopWidth, phoneWidth = 1280, 320

// Tab returns an empty tab with the given options. It closes when the test ends.
func (b *Browser) Tab(t *testing.T, options TabOptions) *Tab {
	t.Helper()
	if options.Width == 0 {
		options.Width = desktopWidth
	}
	tab := b.takeIdle()
	if tab == nil {
		tab = b.newTab(t)
	}
	tab.t, tab.open = t, true
	t.Cleanup(tab.Close)
	tab.configure(options)
	return tab
}

func (b *Browser) takeIdle() *Tab {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := len(b.idle) - 1
	if last < 0 {
		return nil
	}
	tab := b.idle[last]
	b.idle = b.idle[:last]
	return tab
}

func (b *Browser) newTab(t *testing.T) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	tab := &Tab{t: t, ctx: ctx, cancel: cancel, browser: b}
	tab.must(chromedp.Do(ctx))
	tab.must(chromedp.Listen(ctx, tab.onEvent))
	tab.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
		return err
	})
	return tab
}

func (l TabOptions) emulatedMedia() emulation.SetEmulatedMediaParams {
	var p emulation.SetEmulatedMediaParams
	if l.Print {
		p.Media = "print"
	}
	for name, value := range map[string]string{
		"prefers-color-scheme":   ifElse(l.Dark, "dark", "light"),
		"forced-colors":          ifElse(l.ForcedColours, "active", "none"),
		"prefers-reduced-motion": ifElse(l.ReducedMotion, "reduce", "no-preference"),
	} {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	return p
}

func ifElse(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// screenshotDir returns the directory for screenshots, or "".
func screenshotDir() (string, error) {
	dir := os.Getenv("FOLKMOOT_TEST_SHOTS")
	if dir == "" {
		return "", nil
	}
	if !filepath.IsAbs(dir) {
		// Tests run in the directories of their packages, so a relative path would scatter the screenshots.
		return "", &os.PathError{Op: "FOLKMOOT_TEST_SHOTS", Path: dir, Err: os.ErrInvalid}
	}
	return dir, os.MkdirAll(dir, 0o755)
}
