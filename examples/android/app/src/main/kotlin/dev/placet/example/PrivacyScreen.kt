// The privacy screen in Compose: it shows what the model knows, and hands on what is touched.

package dev.placet.example

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.DatePicker
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import java.time.Instant
import java.time.ZoneOffset
import java.util.Locale
import kotlinx.coroutines.launch

/** The screen of one user. */
@Composable
fun PrivacyScreen(model: PrivacyModel, send: () -> Unit) {
    val state by model.state.collectAsStateWithLifecycle()
    val scope = rememberCoroutineScope()
    Column(Modifier.fillMaxWidth().padding(24.dp), verticalArrangement = Arrangement.spacedBy(16.dp)) {
        when {
            state.asksForAge -> AgeGate { day -> scope.launch { model.begin(day, Locale.getDefault().country) } }
            state.isTooYoung -> Text("You are too young for this app.")
            else -> {
                Toggle("Offers by e-mail", state.offers) { on -> scope.launch { model.setOffers(on) } }
                Toggle("Help to make the app better", state.analytics) { on -> scope.launch { model.setAnalytics(on) } }
                Button(onClick = { model.offer(send) }) { Text("Send me an offer") }
            }
        }
        state.message?.let { Text(it) }
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun AgeGate(onBirthdate: (java.time.LocalDate) -> Unit) {
    val picker = rememberDatePickerState()
    Text("When were you born?")
    DatePicker(picker)
    Button(
        enabled = picker.selectedDateMillis != null,
        onClick = {
            picker.selectedDateMillis?.let { onBirthdate(Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate()) }
        },
    ) { Text("Go on") }
}

@Composable
private fun Toggle(label: String, on: Boolean, change: (Boolean) -> Unit) {
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        Text(label)
        Switch(checked = on, onCheckedChange = change)
    }
}
