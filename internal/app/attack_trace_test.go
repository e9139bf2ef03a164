package app_test

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// The respondent of this test, and everything that could identify her.
const (
	testAddress        = "203.0.113.77"
	testProxy          = "198.51.100.23"
	testBrowser        = "Distinctive/7.3 (her own machine)"
	testLanguage       = "x-distinctive"
	testEmail          = "distinctive.person@mail.example"
	testWords          = "distinctive words of hers"
	testCookie         = "distinctive-cookie"
	testReferer        = "https://distinctive.example/referer"
	testPreferNotToSay = "prefer-not-to-say"
)

// asRespondent makes a request one of hers.
func asRespondent(r *http.Request) {
	r.RemoteAddr = testAddress + ":40404"
	r.Header.Set("X-Forwarded-For", testProxy)
	r.Header.Set("X-Real-Ip", testProxy)
	r.Header.Set("Forwarded", "for="+testProxy)
	r.Header.Set("User-Agent", testBrowser)
	r.Header.Set("Accept-Language", testLanguage)
	r.AddCookie(&http.Cookie{Name: "id", Value: testCookie})
	r.Header.Set("Referer", testReferer)
}

// An attacker with the database, the files beside it and the log cannot tell who
// responded, from where, with what, or when.
func TestNoTraceOfRespondentIsStored(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir(), Database: dsn}
		heard := &logBuffer{}
		s := newSite(t, cfg, minimalDemo(t), heard.logger(), asRespondent)
		s.runBackground(t)
		her := s.newRespondent(t)

		t.Run("while it is a draft", func(t *testing.T) {
			checkNoTraces(t, s, cfg, heard, her, map[string][]string{})
			if n := len(dumpTables(t, s.app.DB)["intake_draft.sealed"]); n != 1 {
				t.Errorf("%d drafts", n)
			}
		})
		her.send(t)
		if got := len(dumpTables(t, s.app.DB)["intake_draft.id"]); got != 0 {
			t.Errorf("%d drafts are left of what was sent", got)
		}
		t.Run("once it is sent", func(t *testing.T) {
			checkNoTraces(t, s, cfg, heard, her, map[string][]string{
				testWords: {"intake_response.answers"}, testPreferNotToSay: {"intake_monitoring.answers"},
			})
			all := dumpTables(t, s.app.DB)
			if sealed := all["intake_contact.sealed"]; len(sealed) != 1 || !strings.HasPrefix(sealed[0], "age-encryption.org/v1") {
				t.Errorf("the e-mail address is not kept sealed: %q", sealed)
			}
			if answers := all["intake_response.answers"]; len(answers) != 1 || strings.Contains(answers[0], `"email"`) {
				t.Errorf("the answers say whether she gave an address: %q", answers)
			}
			for _, answers := range all["intake_response.answers"] {
				for _, question := range her.monitoring {
					if strings.Contains(answers, strconv.Quote(question)) {
						t.Errorf("the answers know of the equality question %q: %s", question, answers)
					}
				}
			}
			if len(her.monitoring) < 3 {
				t.Errorf("only %q were asked about herself", her.monitoring)
			}
			for _, id := range all["intake_contact.id"] {
				if id == all["intake_response.id"][0] {
					t.Error("her address is joined to her answers")
				}
			}
		})

		// Errors are logged, still without identifying her.
		before := heard.String()
		if before != "" {
			t.Errorf("when all goes well, this is logged:\n%s", before)
		}
		her.sendInvalidRequests(t)
		if heard.String() == "" {
			t.Error("mistakes are not logged, so nothing is shown by what the log does not say")
		}
		her.withdraw(t)
		t.Run("after she took it back", func(t *testing.T) { checkNoTraces(t, s, cfg, heard, her, nil) })
	})
}

// respondent is her way through the questionnaire.
type respondent struct {
	*browsertest.Visitor
	path       string   // "/consultations/…/KEY/"
	key        string   // the half of its key that is in the addresses
	half       string   // the other half
	code       string   // that takes the response back, once it is sent
	monitoring []string // the equality questions that she was asked
}

// newRespondent answers every page and stops before sending.
func (s *installation) newRespondent(t *testing.T) *respondent {
	t.Helper()
	v := &respondent{Visitor: browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")}
	for !strings.HasSuffix(v.URL.Path, "/check") {
		if v.Status != http.StatusOK || v.Alert() != "" {
			t.Fatalf("%s answers %d: %s", v.URL, v.Status, v.Alert())
		}
		v.path = v.URL.Path[:strings.LastIndex(v.URL.Path, "/")+1]
		v.key, v.half = filepath.Base(v.path), ""
		for _, c := range v.Cookies() {
			v.half += c.Value
		}
		form := v.Forms()[0]
		form.Fill()
		for name, values := range form.Values {
			switch {
			case name == "email":
				form.Values.Set(name, testEmail)
			case values[0] == "A visitor wrote this.":
				form.Values.Set(name, testWords)
			case strings.HasPrefix(filepath.Base(v.URL.Path), "equality-") && name != "version" && name != "action":
				v.monitoring = append(v.monitoring, name)
				if strings.Contains(string(v.Body), `name="`+name+`" type="radio" value="`+testPreferNotToSay) ||
					strings.Contains(string(v.Body), `value="`+testPreferNotToSay+`"`) {
					form.Values[name] = []string{testPreferNotToSay}
				}
			}
		}
		v.Post(v.URL.Path, form.Values)
	}
	return v
}

func (v *respondent) send(t *testing.T) {
	t.Helper()
	v.Post(v.path+"check", url.Values{})
	code := regexp.MustCompile(`data-fm="withdrawal-code">([A-Z-]{19})<`).FindSubmatch(v.Body)
	if v.Status != http.StatusOK || code == nil {
		t.Fatalf("no receipt with a code: %d %s", v.Status, v.Text())
	}
	v.code = string(code[1])
	for _, page := range []string{"receipt", "check", "later"} {
		if v.Go(v.path + page); v.Status != http.StatusOK {
			t.Errorf("%s answers %d", page, v.Status)
		}
	}
}

// sendInvalidRequests sends every kind of invalid request.
func (v *respondent) sendInvalidRequests(t *testing.T) {
	t.Helper()
	wrong := intake.NewCode().String()
	v.Post("/consultations/getting-about/withdraw", url.Values{"code": {wrong}})
	v.Post(v.path+"nowhere", url.Values{"email": {testEmail}, "anything-else": {testWords}})
	v.Go(v.path + "nowhere")
	v.Go(v.path + "receipt.pdf?" + url.Values{"q": {testWords}}.Encode())
	v.Go("/consultations/" + url.PathEscape(testWords))
	v.Go("/consultations/getting-about/answers/standard/" + v.key[1:] + "/check")
	v.Go("/consultations/elsewhere/answers/standard/" + v.key + "/check")
	v.Post(v.path+"0", url.Values{"anything-else": {strings.Repeat(testWords, 20_000)}})
	v.Post(v.path+"0", url.Values{"relation": {testWords}, "email": {testEmail + "\x00\r\n"}, "action": {"send"}, "version": {"0"}})
}

func (v *respondent) withdraw(t *testing.T) {
	t.Helper()
	v.Post("/consultations/getting-about/withdraw", url.Values{"code": {v.code}})
	if v.Status != http.StatusOK {
		t.Fatalf("it cannot be taken back: %d %s", v.Status, v.Text())
	}
}

var (
	clockTime = regexp.MustCompile(`\b[0-2]?\d:[0-5]\d\b`)
	unixTime  = regexp.MustCompile(`^1[4-9]\d{8}(\d{3}|\d{6}|\d{9})?$`) // a time as computers count it, this century
)

// checkNoTraces searches everywhere for what could identify her. Only what is in
// may is allowed, and only in those columns.
func checkNoTraces(t *testing.T, s *installation, cfg app.Config, heard *logBuffer, her *respondent, may map[string][]string) {
	t.Helper()
	secrets := map[string]string{
		"her network address":      testAddress,
		"the address of her proxy": testProxy,
		"her browser":              testBrowser,
		"her language":             testLanguage,
		"her mail":                 testEmail,
		"her words":                testWords,
		"her cookie":               testCookie,
		"where she came from":      testReferer,
		"the key of her draft":     her.key,
		"the other half of it":     her.half,
	}
	if her.code != "" {
		secrets["the code that takes it back"] = her.code
		secrets["the same without hyphens"] = strings.ReplaceAll(her.code, "-", "")
	}
	all := dumpTables(t, s.app.DB)
	for _, column := range slices.Sorted(maps.Keys(all)) {
		for _, value := range all[column] {
			for name, secret := range secrets {
				if strings.Contains(value, secret) && !slices.Contains(may[secret], column) {
					t.Errorf("%s holds %s: %.300q", column, name, value)
				}
			}
			if strings.HasPrefix(column, "intake_") && (clockTime.MatchString(value) || unixTime.MatchString(value)) &&
				!strings.HasPrefix(value, "age-encryption.org/") {
				t.Errorf("%s holds a time that is more exact than a day: %q", column, value)
			}
		}
	}
	// What must be found shows that the search works.
	for secret, columns := range may {
		for _, column := range columns {
			if !strings.Contains(fmt.Sprint(all[column]), secret) {
				t.Errorf("%s does not hold %q, so the test looks in the wrong place", column, secret)
			}
		}
	}
	for name, secret := range secrets {
		if strings.Contains(heard.String(), secret) {
			t.Errorf("the log holds %s:\n%s", name, heard)
		}
	}
	if err := fs.WalkDir(os.DirFS(cfg.Data), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(cfg.Data, file))
		for name, secret := range secrets {
			if strings.Contains(string(data), secret) {
				t.Errorf("the file %s holds %s", file, name)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A withdrawn response and deleted saved answers are not in the database file
// either, where a deleted row can otherwise be read for years.
func TestWithdrawnResponseIsGoneFromDisk(t *testing.T) {
	cfg := app.Config{Data: t.TempDir()}
	held := func() (files []string) {
		entries, err := os.ReadDir(cfg.Data)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if data, err := os.ReadFile(filepath.Join(cfg.Data, entry.Name())); err == nil && strings.Contains(string(data), testWords) {
				files = append(files, entry.Name())
			}
		}
		return files
	}
	t.Run("while the program runs", func(t *testing.T) {
		s := newSite(t, cfg, minimalDemo(t), discardLogger(), asRespondent)
		s.runBackground(t)
		her := s.newRespondent(t)
		if files := held(); len(files) > 0 {
			t.Errorf("her words are in %q before she has sent them", files)
		}
		her.send(t)
		if len(held()) == 0 {
			t.Error("no file holds her words, so the test looks in the wrong place")
		}
		her.withdraw(t)
		other := s.newRespondent(t)
		other.Post(other.path+"clear", url.Values{})
		t.Logf("still in %q", held())
	})
	if files := held(); len(files) > 0 {
		t.Errorf("her words are still in %q", files)
	}
}
