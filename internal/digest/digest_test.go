package digest

import "testing"

// Digests are stored in databases and published in the record, so they must never change. The values were computed with
// another program.
func TestDigestsNeverChange(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{"checksum", Of("text").Hex(), "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"},
		{"bytes", Of([]byte("text")).Base64(), "mC2ePrmW9VnmM_TRlN7zdh2Qn1o7ZH0ahR_q1nwyydE"},
		{"static file", Of("text").ShortBase64(9), "mC2ePrmW9Vnm"},
		{"notification", Labelled("folkmoot/notification/v1", "kind", "key").ShortHex(16), "14765991a6b542f1952249122678f1fc"},
		{"response", Labelled("folkmoot/response/v1", "secret").ID(), "UDS8ePoGaofTP3-jbHoDtw"},
		{"write-in", Labelled("folkmoot/write-in/v1", "salt", "question", "choice").ID(), "ZJf_iVjbgt9uAUaIUbmbLw"},
		{"token", Labelled("folkmoot/token/v1", "secret").Hex(), "3cdaba23a3fbefce0a6275f37dbce0e7c32277fb81256fd4ffafe45957c29669"},
		{"deletion log", Labelled("folkmoot/deletion-log/v1", `{"a":1}`).ShortHex(8), "714d65cc090038fb"},
		{
			"redaction", Labelled("folkmoot/commit/redaction/v1", "before"+"left").Hex(),
			"c6778d6ccd410380df41381e504d59a4874e283dca11a1d11e6d46d4bc10ee6f",
		},
		{"preview", Of("folkmoot/preview/v1\n" + "token").Hex(), "2d25a831165788eb77d9478277b0a637adf35bb526b83bf5dfc805ad5081d287"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %s, want %s", test.name, test.got, test.want)
		}
	}
}
