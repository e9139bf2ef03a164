package promise

import "testing"

func TestPromisesAreFound(t *testing.T) {
	for _, test := range []struct {
		text             string
		kept, withdrawal int
	}{
		{"We delete your equality answers six months after the results are published. We keep the tables.", 1, 0},
		{"Responses are\nkept until 31 March 2028.", 1, 0},
		{"We store your data for a year. We will hold personal information indefinitely.", 2, 0},
		{"Byddwn yn dileu eich atebion 6 mis ar ôl cyhoeddi’r canlyniadau.", 1, 0},
		{"Usuniemy Twoje odpowiedzi po 6 miesiącach.", 1, 0},
		{"અમે તમારા જવાબો 6 મહિના પછી કાઢી નાખીશું.", 1, 0},
		{"ہم آپ کے جوابات چھ مہینے بعد مٹا دیں گے۔", 1, 0},
		{"You can withdraw your response until the results are published.", 0, 1},
		{"You may change your answers, and you can take back your response before we publish.", 0, 1},
		{"Gallwch dynnu eich ymateb yn ôl nes i ni gyhoeddi’r canlyniadau.", 0, 1},
		{"Możesz wycofać odpowiedź do czasu publikacji wyników.", 0, 1},
		{"પરિણામો પ્રકાશિત થાય ત્યાં સુધી તમે તમારો પ્રતિસાદ પાછો ખેંચી શકો છો.", 0, 1},
		{"آپ نتائج شائع ہونے تک اپنا جواب واپس لے سکتے ہیں۔", 0, 1},

		{"We keep these answers separate from your other answers.", 0, 0},
		{"The library will be kept open for 6 months.", 0, 0},
		{"Which council services have you visited in the last 12 months? We use your answers to plan.", 0, 0},
		{"The council would keep the van for two years.\n\nSend us your answers.", 0, 0},
		{"How often do you visit?\n- Twice a month\n- We delete answers", 0, 0},
		{"This consultation was withdrawn on 3 May and is no longer accepting responses.", 0, 0},
		{"If you sent them and want to change them, withdraw your response, then start a new one.", 0, 0},
	} {
		if kept, withdrawal := Kept(test.text), Withdrawal(test.text); len(kept) != test.kept || len(withdrawal) != test.withdrawal {
			t.Errorf("%s\nkept %q, withdrawal %q", test.text, kept, withdrawal)
		}
	}
}
