// The one activity: it opens the engine off the main thread, and shows the screen.

package dev.placet.example

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.produceState
import dev.placet.Engine
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Who publishes the policy; `placet sign --key FILE` prints it. */
private const val PUBLIC_KEY = "put the public key of your policy here"

class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContent {
            val model = produceState<PrivacyModel?>(null) { value = withContext(Dispatchers.IO) { open() } }.value
            MaterialTheme {
                if (model == null) CircularProgressIndicator() else PrivacyScreen(model, send = { /* the app's own */ })
            }
        }
    }

    private fun open(): PrivacyModel {
        val policy = assets.open("policy.json").bufferedReader().use { it.readText() }
        val store = filesDir.resolve("ledger.sqlite").path
        return PrivacyModel(Engine.open(policy, store, policyKeys = listOf(PUBLIC_KEY)), user = "this-device")
    }
}
