// Package browsertest goes through the pages of the site as people do: in a real
// browser, and as a plain visitor who only follows links and sends forms.
//
// It knows no template and no route. What it can do to a page, anybody can do;
// what it cannot find, a person who uses no script cannot find either. Only
// tests import it.
package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Browser is one running Chromium.
type Browser struct {
	ctx context.Context
	axe string // the source of axe-core, which looks for what keeps people out
}

// timeout is how long one page may take. It is generous, because the machine
// that tests does other work as well; a page that is merely slow is found by
// the benchmarks.
const timeout = 2 * time.Minute

// Open starts the Chromium that FOLKMOOT_TEST_CHROMIUM names and stops it when
// the test ends. Without one the test is skipped, unless FOLKMOOT_TEST_DEMAND
// is set, as make test sets it: there it fails.
func Open(t *testing.T) *Browser {
	t.Helper()
	program, script := os.Getenv("FOLKMOOT_TEST_CHROMIUM"), os.Getenv("FOLKMOOT_TEST_AXE")
	if program == "" || script == "" {
		if os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
			t.Fatal("FOLKMOOT_TEST_DEMAND asks for a browser; name one in FOLKMOOT_TEST_CHROMIUM, and axe.min.js in FOLKMOOT_TEST_AXE")
		}
		t.Skip("no browser here: make test brings one, or name one in FOLKMOOT_TEST_CHROMIUM, and axe.min.js in FOLKMOOT_TEST_AXE")
	}
	axe, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // containers, and root, have none to give
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), // a picture should not depend on them
	)...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeBrowser(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return &Browser{ctx, string(axe)}
}

// TabOptions is how somebody sees the page.
type TabOptions struct {
	Width              int  // in CSS pixels; 0 is 1280
	NoScript           bool // scripts of the page do not run
	Dark               bool
	ForcedColours      bool
	ReducedMotion      bool
	Print              bool
	AllowConsoleErrors bool // errors in the console are no complaint: the page is meant to be refused
}

const desktopWidth = 1280

// Tab opens a new tab in which pages look like that. It closes with the test.
func (b *Browser) Tab(t *testing.T, look TabOptions) *Tab {
	t.Helper()
	if look.Width == 0 {
		look.Width = desktopWidth
	}
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx, options: look, axe: b.axe, Close: cancel}
	tab.must(chromedp.Do(ctx))
	tab.must(chromedp.Listen(ctx, tab.onEvent))
	tab.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: look.NoScript}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, look.emulatedMedia())
		return err
	})
	tab.resize(look.Width, 800)
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

// screenshotDir is where pictures are kept, or "".
func screenshotDir() (string, error) {
	dir := os.Getenv("FOLKMOOT_TEST_SHOTS")
	if dir == "" {
		return "", nil
	}
	if !filepath.IsAbs(dir) {
		// A test runs in the folder of its package, and a name that meant
		// another place in each would scatter the pictures.
		return "", &os.PathError{Op: "FOLKMOOT_TEST_SHOTS", Path: dir, Err: os.ErrInvalid}
	}
	return dir, os.MkdirAll(dir, 0o755)
}
