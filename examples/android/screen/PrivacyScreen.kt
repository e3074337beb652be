// The privacy screen. Whatever is decided is in the model; here it is drawn.

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
import kotlinx.coroutines.launch
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset

/** `send` sends a newsletter to a user. */
@Composable
fun PrivacyScreen(model: PrivacyModel, send: suspend (user: String) -> Unit) {
    val state by model.state.collectAsStateWithLifecycle()
    val scope = rememberCoroutineScope()
    Column(Modifier.padding(24.dp), Arrangement.spacedBy(16.dp)) {
        when (val gate = state.gate) {
            Gate.AskAge -> AgeGate { scope.launch { model.enter(it) } }
            is Gate.Closed -> Text(gate.reason)
            Gate.Open -> {
                Toggle("Newsletter", state.newsletterIsOn) { scope.launch { model.setNewsletter(it) } }
                Toggle("Statistics", state.statisticsAreOn) { scope.launch { model.setStatistics(it) } }
                Button(onClick = { scope.launch { model.sendNewsletter(send) } }) { Text("Send me the latest issue") }
            }
        }
        state.message?.let { Text(it) }
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun AgeGate(enter: (LocalDate) -> Unit) {
    val picked = rememberDatePickerState()
    DatePicker(picked, title = { Text("Your birthday") })
    // the picker tells the day that was picked as its begin in UTC
    val day = picked.selectedDateMillis?.let { Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate() }
    Button(onClick = { day?.let(enter) }, enabled = day != null) { Text("Continue") }
}

@Composable
private fun Toggle(name: String, isOn: Boolean, set: (Boolean) -> Unit) {
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        Text(name)
        Switch(isOn, onCheckedChange = set)
    }
}
