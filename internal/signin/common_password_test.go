package signin

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/account"
)

var passwordList = flag.String("passwords", "", "a JSON list of passwords, most common first, of which common.bin is made anew")

// Makes common.bin from the file in the flag -passwords, without passwords that
// other rules refuse, and checks the embedded one.
func TestRegenerateCommonPasswords(t *testing.T) {
	if *passwordList != "" {
		text, err := os.ReadFile(*passwordList)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		var digests [][]byte
		for _, word := range all {
			for _, form := range []string{
				account.FoldCase(word), trimAffixes(account.FoldCase(word)),
				undoSubstitutions(trimAffixes(account.FoldCase(word))),
			} {
				if utf8.RuneCountInString(trimAffixes(form)) >= 5 && !isMostCommon(form) && !isKeyboardRun(form) &&
					distinctRunes(form) > 2 {
					digests = append(digests, commonDigest(form))
				}
			}
		}
		slices.SortFunc(digests, bytes.Compare)
		digests = slices.CompactFunc(digests, bytes.Equal)
		if err := os.WriteFile("common.bin", bytes.Join(digests, nil), 0o644); err != nil {
			t.Fatal(err)
		}
		commonDigests = bytes.Join(digests, nil)
	}
	n := len(commonDigests) / commonDigestSize
	if n < 35_000 || len(commonDigests)%commonDigestSize != 0 {
		t.Errorf("%d common passwords in %d bytes", n, len(commonDigests))
	}
	for i := commonDigestSize; i < len(commonDigests); i += commonDigestSize {
		if bytes.Compare(commonDigests[i-commonDigestSize:i], commonDigests[i:i+commonDigestSize]) >= 0 {
			t.Fatalf("the list is not sorted at %d", i/commonDigestSize)
		}
	}
	for _, word := range []string{"password", "chelsea", "alistair", "starwars", "manutd", "butterfly", "liverpool", "trustno1"} {
		if !isCommon(word) {
			t.Errorf("%q is missing", word)
		}
	}
	if list := strings.Fields(commonList); len(list) < 600 {
		t.Errorf("only %d of the most common", len(list))
	}
}

func TestGuessablePasswordsAreRefused(t *testing.T) {
	known := []string{"ada.example@exampleshire.gov.example", "Ada Example", "Exampleshire County Council"}
	for _, password := range []string{
		"password2026!", "P@ssw0rd2026", "Password-1234", "1234password", "passwordpassword", "password password",
		"Alistair1987!", "!!!Liverpool!!!", "l1verp00l2026", "butterfly1234", "ButterflyButterfly", "chelseachelsea1",
		"monkeydragon", "monkey-dragon", "Sunshine&Princess", "dragonmonkey99",
		"qwertyuiop12", "1qaz2wsx3edc", "zxcvbnm,./12", "asdfghjkl;'#", "poiuytrewq11", "abcdefghijkl",
		"987654321098", "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "112233445566",
		"correct horse battery staple!", "Exampleshire1", "exampleshire2026", "ExampleshireCouncil",
		"countycouncil26", "adaexample123", "Ada.Example.1", "folkmoot2026!", "F0lkm00t2026!", "Folkm00t-2026",
		"consultation1", "exampleada2026",
	} {
		if checkPassword(password, known...) == nil {
			t.Errorf("%q is accepted", password)
		}
	}
	for _, password := range []string{
		goodPassword, "seven tin ladders", "Tz8#kQ!m2vLp", "pelican oboe gravel", "llwybr halen cragen",
		"ſtraße ohne ñandú", "zażółć gęślą jaźń", "ગુજરાતી ચા અને વરસાદ",
		"exampleshire walnut oboe", "my dragon eats turnips",
	} {
		if err := checkPassword(password, known...); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
	long := strings.Repeat("a1b2-ü ", maxPassword/7)
	if d := timeTaken(func() { checkPassword(long, known...) }); d > 10*time.Second {
		t.Errorf("a long password takes %s", d)
	}
}
