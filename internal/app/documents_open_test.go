package app_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
	"github.com/folkmoot/folkmoot/internal/print/printtest"
	"github.com/folkmoot/folkmoot/internal/web"
)

var (
	location = regexp.MustCompile(`<loc>([^<]+)</loc>`)
	anyLink  = regexp.MustCompile(`href="(/[^"]+)"`)
	download = regexp.MustCompile(`(?:` + web.WordEnding + `|` + web.PDFEnding + `)$`)
)

// One page of each public route that has a Word file and a PDF: LibreOffice, where it is installed, reads the words of the page
// in the Word file, and the PDF is valid and has tags, a title and a language.
func TestDocumentsOpenInOtherPrograms(t *testing.T) {
	chromium := os.Getenv("FOLKMOOT_TEST_CHROMIUM")
	s := newSite(t, app.Config{Chromium: chromium}, demo.Files(), slog.New(slog.DiscardHandler), nil)
	v := browsertest.NewVisitor(t, s.address+"/sitemap.xml")
	pages := map[string]string{} // the address of a file by its route
	var next []string            // addresses of pages
	for _, at := range location.FindAllStringSubmatch(string(v.Body), -1) {
		to, err := url.Parse(at[1])
		if err != nil {
			t.Fatal(err)
		}
		next = append(next, to.Path)
	}
	seen := map[string]bool{} // routes of pages
	for len(next) > 0 {
		at := s.address + next[0]
		next = next[1:]
		if route := s.pattern(at); route == "" || seen[route] {
			continue
		} else {
			seen[route] = true
		}
		v.Go(at)
		for _, link := range anyLink.FindAllSubmatch(v.Body, -1) {
			path, _, _ := strings.Cut(string(link[1]), "#")
			if route := s.pattern(s.address + path); download.MatchString(path) && pages[route] == "" {
				pages[route] = s.address + path
			} else if !strings.Contains(path, ".") && !strings.Contains(path, "?") {
				next = append(next, path)
			}
		}
	}
	words, pdfs := map[string]string{}, 0 // addresses of Word files by their names
	dir := t.TempDir()
	for pattern, address := range pages {
		switch file, _ := get(t, address, "en"); {
		case strings.HasSuffix(address, web.WordEnding):
			name := fmt.Sprintf("document-%d", len(words))
			if err := os.WriteFile(filepath.Join(dir, name+".docx"), file, 0o600); err != nil {
				t.Fatal(err)
			}
			words[name] = address
		default:
			pdfs++
			if got := printtest.Read(t, file); !got.Marked || got.Title == "" || got.Lang == "" || got.Tags["H1"] == 0 || got.Tags["P"] == 0 {
				t.Errorf("%s: marked %t, title %q, language %q, tags %v", pattern, got.Marked, got.Title, got.Lang, got.Tags)
			}
		}
	}
	if len(words) < 7 || chromium != "" && pdfs < 7 {
		t.Errorf("only %d Word files and %d PDFs were found: %v", len(words), pdfs, pages)
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Logf("LibreOffice is not installed: %d Word files were not opened in it", len(words))
		return
	}
	args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8",
		"--outdir", dir}
	for name := range words {
		args = append(args, filepath.Join(dir, name+".docx"))
	}
	if out, err := exec.CommandContext(t.Context(), office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, address := range words {
		text, err := os.ReadFile(filepath.Join(dir, name+".txt"))
		if err != nil {
			t.Errorf("LibreOffice does not open %s: %v", address, err)
			continue
		}
		shown, _ := get(t, strings.TrimSuffix(address, web.WordEnding), "en")
		read, want := docxtest.Letters(string(text)), docxtest.Letters(docxtest.PageText(t, shown))
		if len(read) < len(want) || !strings.HasSuffix(read, strings.TrimSuffix(address, web.WordEnding)) {
			t.Errorf("of the %d letters of %s LibreOffice reads %d, the last of which are %q", len(want), address, len(read),
				read[max(len(read)-60, 0):])
		}
	}
}
